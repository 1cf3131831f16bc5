import { type TerminalRunEvent, microsToCredits } from '@smart-ai-hub/contracts';

/** How a run ended, as far as it concerns what was used. */
export type UsedRun = Pick<TerminalRunEvent, 'usage' | 'costMicros' | 'parts'> & { capped?: true | undefined };

/**
 * What every dialect says of an answer in its usage beyond its own words: `cost` in credits, `parts` where several models wrote it, and
 * `capped` where it was cut by what it may cost.
 */
export function disclosureOf({ costMicros, parts, capped }: UsedRun) {
  return {
    cost: microsToCredits(BigInt(costMicros)),
    ...(parts && { parts: parts.map(toPart) }),
    ...(capped && { capped }),
  };
}

type Part = NonNullable<UsedRun['parts']>[number];

/** What one model wrote; its input tokens include all that it read from or wrote to a cache. */
function toPart({ model, provider, usage, costMicros }: Part) {
  const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens, outputTokens } = usage;
  return {
    model,
    provider,
    input_tokens: inputTokens + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens,
    output_tokens: outputTokens,
    cost: microsToCredits(BigInt(costMicros)),
  };
}
