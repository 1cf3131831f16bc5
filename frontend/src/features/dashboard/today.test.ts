import { describe, expect, it } from '@jest/globals';
import type { Run } from '@smart-ai-hub/contracts';
import { summarizeToday } from './today.ts';

const now = new Date('2026-11-24T12:00:00');
const run = (createdAt: Date, cost: number | null) => ({ createdAt: createdAt.toISOString(), cost }) as Run;
const today = new Date('2026-11-24T09:00:00');
const yesterday = new Date('2026-11-23T23:59:00');

describe('the calls of today', () => {
  it('counts the reader’s calendar day and sums costs without drifting', () => {
    const runs = [run(today, 0.1), run(today, 0.2), run(today, null), run(yesterday, 5)];
    expect(summarizeToday(runs, 4, now)).toEqual({ calls: 3, cost: 0.3, isAtLeast: false });
  });

  it('says "at least" when older calls may be of today as well', () => {
    expect(summarizeToday([run(today, 0.1)], 200, now).isAtLeast).toBe(true);
    expect(summarizeToday([run(today, 0.1)], 1, now).isAtLeast).toBe(false);
  });
});
