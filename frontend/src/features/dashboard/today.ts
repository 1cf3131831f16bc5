import type { Run } from '@smart-ai-hub/contracts';

export type Today = { calls: number; cost: number; isAtLeast: boolean };

function isSameDay(iso: string, now: Date): boolean {
  return new Date(iso).toDateString() === now.toDateString();
}

/**
 * The calls of the reader's calendar day among the newest runs. `isAtLeast`: all of them are of today, so there may be more
 * than were asked for. Costs are summed in micro-credits, since sums of decimals drift.
 */
export function summarizeToday(runs: readonly Run[], total: number, now: Date): Today {
  const todays = runs.filter(({ createdAt }) => isSameDay(createdAt, now));
  const costMicros = todays.reduce((sum, { cost }) => sum + Math.round((cost ?? 0) * 1e6), 0);
  return {
    calls: todays.length,
    cost: costMicros / 1e6,
    isAtLeast: todays.length === runs.length && total > runs.length,
  };
}
