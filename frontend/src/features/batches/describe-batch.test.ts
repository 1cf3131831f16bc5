import { describe, expect, it } from '@jest/globals';
import type { Batch } from '@smart-ai-hub/contracts';
import { batchTitle, describeCounts, hasEnded } from './describe-batch.ts';

const counts = { total: 1_000, waiting: 2, running: 0, succeeded: 997, failed: 1, cancelled: 0 };
const batch: Batch = {
  ...{ id: 'bat_1', state: 'running', counts, cost: 1, maxCost: null },
  ...{ createdAt: '2026-11-26T01:00:00.000Z', endedAt: null },
};

describe('a batch', () => {
  it('is called by how many calls it has', () => {
    expect(batchTitle(batch)).toBe('1,000 calls');
    expect(batchTitle({ ...batch, counts: { ...counts, total: 1 } })).toBe('1 call');
  });

  it('tells how many calls went which way, and leaves out what there is none of', () => {
    expect(describeCounts(counts)).toBe('997 succeeded · 1 failed · 2 waiting');
  });

  it('has not ended while it is being cancelled', () => {
    const states = ['running', 'cancelling', 'completed', 'cancelled'] as const;
    expect(states.map((state) => hasEnded({ ...batch, state }))).toEqual([false, false, true, true]);
  });
});
