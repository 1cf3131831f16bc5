import type { Batch } from '@smart-ai-hub/contracts';
import { formatCount } from '../../shared/ui/format.ts';

/** Nothing of it changes any more. */
export function hasEnded({ state }: Batch): boolean {
  return state === 'completed' || state === 'cancelled';
}

const kinds = ['succeeded', 'failed', 'cancelled', 'running', 'waiting'] as const;

/** E.g. `10 succeeded · 1 failed · 2 waiting`; what there is none of is not named. */
export function describeCounts(counts: Batch['counts']): string {
  return kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${formatCount(counts[kind])} ${kind}`)
    .join(' · ');
}

export function batchTitle({ counts: { total } }: Batch): string {
  return total === 1 ? '1 call' : `${formatCount(total)} calls`;
}
