import { describe, expect, it } from '@jest/globals';
import { createConcurrencyLimit } from './limit-concurrency.ts';

describe('createConcurrencyLimit', () => {
  it('runs at most so many at a time, all in the end, also when some fail', async () => {
    const limit = createConcurrencyLimit({ max: 2, maxWaiting: 100 });
    let running = 0;
    let most = 0;
    const work = async (i: number) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (i % 3 === 0) throw new Error('failed');
      return i;
    };
    const results = await Promise.allSettled(Array.from({ length: 30 }, (_, i) => limit(() => work(i))));
    expect(most).toBe(2);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    await expect(limit(() => Promise.resolve('free again'))).resolves.toBe('free again');
  });

  it('refuses with 503 and Retry-After when too many wait', async () => {
    const limit = createConcurrencyLimit({ max: 1, maxWaiting: 1 });
    const { promise, resolve } = Promise.withResolvers<void>();
    const [first, second] = [limit(() => promise), limit(() => promise)];
    await expect(limit(() => promise)).rejects.toMatchObject({ code: 'no_capacity', retryAfterSeconds: 2 });
    resolve();
    await Promise.all([first, second]);
  });
});
