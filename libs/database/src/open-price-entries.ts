import type { Prisma } from './generated/client.ts';

/** The lines of the price book that hold now or will hold: what is over no longer matters to anybody who sells. */
export function openPriceEntries(now: Date): Prisma.PriceBookEntryWhereInput {
  return {
    AND: [
      { OR: [{ effectiveUntil: null }, { effectiveUntil: { gt: now } }] },
      { OR: [{ endedAt: null }, { endedAt: { gt: now } }] },
    ],
  };
}
