import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('returns the first answer that is neither an error nor false', async () => {
    const answers = [() => false as const, () => Promise.reject(new Error('not yet')), () => 'there'];
    expect(await eventually(() => answers.shift()?.() ?? 'too late', { intervalMs: 1 })).toBe('there');
  });

  it('throws what the check threw last when the deadline passes', async () => {
    const check = (): never => {
      throw new Error('balance is 3, expected 4');
    };
    await expect(eventually(check, { deadlineMs: 20, intervalMs: 1 })).rejects.toThrow('balance is 3, expected 4');
  });

  it('says that a condition stayed false', async () => {
    await expect(eventually(() => false, { deadlineMs: 20, intervalMs: 1 })).rejects.toThrow('still false after 20 ms');
  });
});
