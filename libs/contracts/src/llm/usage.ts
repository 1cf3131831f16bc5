import { z } from 'zod';

const tokens = z.number().int().min(0);

/**
 * What a call used, in tokens, normalised so that each token is in exactly one class of the input side:
 * OpenAI counts cached tokens inside its prompt tokens and Anthropic beside its input tokens; adapters undo that.
 * `reasoningTokens` is a part of `outputTokens` and `imageTokens` a part of `inputTokens`; `priceOf` takes them out.
 */
export const usageSchema = z.object({
  inputTokens: tokens,
  /** Images among the uncached input; absent where the provider does not tell. */
  imageTokens: tokens.optional(),
  cacheReadTokens: tokens.default(0),
  cacheWrite5mTokens: tokens.default(0),
  cacheWrite1hTokens: tokens.default(0),
  outputTokens: tokens,
  reasoningTokens: tokens.default(0),
  /** Searches of the web that the provider ran for the call; absent where it ran none. */
  webSearches: tokens.optional(),
  /** True when the provider told no (complete) usage and the hub counted by itself. */
  estimated: z.boolean().default(false),
});
usageSchema.register(z.globalRegistry, { id: 'Usage' });
export type Usage = z.output<typeof usageSchema>;

/** A usage of nothing: where a call ended before the provider accepted it. */
export const noUsage: Usage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  estimated: false,
};

/** Every token of a call, read and written. */
export function totalTokens(usage: Usage): number {
  const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens, outputTokens } = usage;
  return inputTokens + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens + outputTokens;
}

/** Two usages as one, e.g. of two models that wrote one answer. */
export function addUsage(one: Usage, other: Usage): Usage {
  const images = (one.imageTokens ?? 0) + (other.imageTokens ?? 0);
  const searches = (one.webSearches ?? 0) + (other.webSearches ?? 0);
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    ...(images > 0 && { imageTokens: images }),
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWrite5mTokens: one.cacheWrite5mTokens + other.cacheWrite5mTokens,
    cacheWrite1hTokens: one.cacheWrite1hTokens + other.cacheWrite1hTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    reasoningTokens: one.reasoningTokens + other.reasoningTokens,
    ...(searches > 0 && { webSearches: searches }),
    estimated: one.estimated || other.estimated,
  };
}
