import { describe, expect, it } from '@jest/globals';
import { firstTokenLimitOf } from './first-token-limit.ts';

const bounds = { leastMs: 10_000, mostMs: 120_000 };
const limitOf = (begun: number, firstP99Ms: number | undefined, thinks = false) =>
  firstTokenLimitOf({ begun, firstP99Ms }, () => thinks, bounds);

describe('the limit of a model’s first token', () => {
  it.each([
    ['a fast model', 1_000, 300, 10_000],
    ['a slow one', 1_000, 15_000, 45_000],
    ['one that takes forever', 1_000, 90_000, 120_000],
    ['one that was hardly called', 19, 15_000, 10_000],
    ['one that was never called', 0, undefined, 10_000],
  ])('is, of %s, three times the p99 within its bounds', (_which, begun, p99, limit) => {
    expect(limitOf(begun, p99)).toBe(limit);
  });

  it('is longer for a call that is to think first, of a model that nobody has measured', () => {
    expect(limitOf(0, undefined, true)).toBe(30_000);
    expect(limitOf(1_000, 300, true)).toBe(10_000);
    expect(firstTokenLimitOf(undefined, () => true, { leastMs: 10_000, mostMs: 20_000 })).toBe(20_000);
  });
});
