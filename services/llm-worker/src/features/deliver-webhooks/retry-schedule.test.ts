import { describe, expect, it } from '@jest/globals';
import { delayAfter } from './retry-schedule.ts';

const HOUR_MS = 3_600_000;
const delays = Array.from({ length: 7 }, (_, made) => delayAfter(made + 1, 0) ?? 0);

describe('a delivery that fails', () => {
  it('is tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h', () => {
    expect(delays.map((delay) => delay / 1_000)).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 36_000]);
  });

  it('is tried for more than a day and then given up', () => {
    expect(delays.reduce((sum, delay) => sum + delay)).toBeGreaterThan(24 * HOUR_MS);
    expect(delayAfter(8)).toBeUndefined();
  });

  it('is spread by up to a tenth', () => {
    expect(delayAfter(3, 0.999)).toBeGreaterThan(1.09 * 1_800_000);
    expect(delayAfter(3, 0.999)).toBeLessThanOrEqual(1.1 * 1_800_000);
  });
});
