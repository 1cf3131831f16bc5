import { type ApiKey, errorTable, type Run } from '@smart-ai-hub/contracts';
import { formatCount, formatCredits, formatDateTime, formatDuration } from '../../shared/ui/format.ts';
import { providerTitle } from '../../shared/ui/provider-name.ts';

/** `1,200 in · 300 cached · 34 out tokens`; undefined while a call has used nothing that is known. */
export function describeTokens(usage: Run['usage']): string | undefined {
  if (usage === null) return undefined;
  const cached = usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
  return [
    `${formatCount(usage.inputTokens)} in`,
    ...(cached > 0 ? [`${formatCount(cached)} cached`] : []),
    `${formatCount(usage.outputTokens)} out tokens`,
  ].join(' · ');
}

const credits = (amount: number): string => `${formatCredits(amount)} credits`;

function describeTimes({ createdAt, endedAt, firstTokenMs }: Run): [string, string | undefined][] {
  return [
    ['Sent', formatDateTime(createdAt)],
    ['Took', endedAt === null ? undefined : formatDuration(Date.parse(endedAt) - Date.parse(createdAt))],
    ['First token', firstTokenMs === null ? undefined : `after ${formatDuration(firstTokenMs)}`],
  ];
}

/** What there is to say of a call beyond its line in the log; what is undefined is not said. */
export function describeRun(run: Run): [string, string | undefined][] {
  const { requestedModel, model, provider, candidates, errorCode, stopReason, maxCost, cost, held, parts } = run;
  return [
    ['Call', run.id],
    ['Asked for', requestedModel === model ? undefined : requestedModel],
    ['Model', `${model}, ${providerTitle(provider)}`],
    ['Could answer', candidates.length > 1 ? candidates.join(', ') : undefined],
    ['Interface', run.stream ? `${run.dialect}, streamed` : run.dialect],
    ['Error', errorCode === null ? undefined : `${errorTable[errorCode].title} (${errorCode})`],
    ['Ended by', stopReason ?? undefined],
    ...describeTimes(run),
    ['Tokens', describeTokens(run.usage)],
    ['Cost', cost === null ? undefined : credits(cost)],
    ['At most', maxCost === null ? undefined : credits(maxCost)],
    ['Held', held === 0 ? undefined : credits(held)],
    ...(parts ?? []).map((part): [string, string] => [
      `Part of ${part.model}`,
      `${describeTokens(part.usage) ?? 'no tokens'}, ${credits(part.cost)}`,
    ]),
  ];
}

/** Keys that a call can have come with: those that are there, none, and the one that is chosen. */
export function keyOptions(keys: readonly ApiKey[], chosen: string): (readonly [string, string])[] {
  const named = keys.map(({ id, name }) => [id, name] as const);
  const isKnown = chosen === '' || chosen === 'session' || keys.some(({ id }) => id === chosen);
  return [
    ['', 'All keys'],
    ['session', 'Web app'],
    ...named,
    ...(isKnown ? [] : [[chosen, `${chosen} (revoked)`] as const]),
  ];
}
