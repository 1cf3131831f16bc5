import type { PriceEntry } from '@smart-ai-hub/contracts';
import { formatCompact, formatDateTime, formatDollarPrice } from '../../shared/ui/format.ts';

const CREDITS_PER_US_DOLLAR = 10;
const dollars = (usd: number) => formatDollarPrice(usd * CREDITS_PER_US_DOLLAR);

/** The prices in one line: "$1.20 in · $6.00 out · $0.12 cache read · longer than 272K: $2.40 in". */
export function describePriceEntry({ free, prices }: PriceEntry): string {
  if (free) return 'Free of charge';
  return [
    `${dollars(prices.input)} in`,
    ...(prices.output > 0 ? [`${dollars(prices.output)} out`, `${dollars(prices.cacheRead)} cache read`] : []),
    ...prices.tiers.map(
      (tier) => `above ${formatCompact(tier.aboveInputTokens)}: ${dollars(tier.input)} in, ${dollars(tier.output)} out`,
    ),
  ].join(' · ');
}

/** When it held, holds or will hold. */
export function describePeriod({ state, effectiveFrom, effectiveUntil, endedAt }: PriceEntry): string {
  if (state === 'withdrawn') return `planned for ${formatDateTime(effectiveFrom)}`;
  const end = endedAt ?? effectiveUntil;
  return `from ${formatDateTime(effectiveFrom)}${end === null ? '' : ` to ${formatDateTime(end)}`}`;
}

/** Who is behind it. Ids stand for other administrators: core-service knows no names. */
export function describeSource(
  { source, listedOn, createdBy, endedBy }: PriceEntry,
  userId: string | undefined,
): string {
  if (source === 'catalog') return `list price of ${listedOn}`;
  const who = (id: string | null) => (id === userId ? 'you' : id);
  return `set by ${who(createdBy)}${endedBy === null ? '' : `, ended by ${who(endedBy)}`}`;
}
