import { type TestRedis, createTestRedis } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { type HealthSample, createHealthRecord } from './health-record.ts';

let stores: TestRedis;
let redis: Redis;
beforeAll(async () => {
  stores = await createTestRedis();
  redis = new Redis(stores.url);
});
afterAll(async () => {
  redis.disconnect();
  await stores.drop();
});

const of = (model: string) => ({ provider: 'p', model });

describe('the record of how models do', () => {
  it('is the sum of what all workers saw within ten minutes, and forgets what is older', async () => {
    let nowMs = 1_800_000_000_000;
    const now = () => nowMs;
    const [one, other] = [createHealthRecord(redis, now), createHealthRecord(redis, now)];
    const firsts = Array.from({ length: 98 }, (): HealthSample => ({ ...of('a'), kind: 'first', ms: 400 }));
    await one.add([...firsts, { ...of('a'), kind: 'ok' }, { ...of('b'), kind: 'failed' }]);
    nowMs += 60_000;
    const slow: HealthSample = { ...of('a'), kind: 'first', ms: 20_000 };
    await other.add([
      slow,
      slow,
      { ...of('a'), kind: 'limited' },
      { ...of('a'), kind: 'written', tokens: 50, ms: 1_000 },
    ]);
    const health = await one.read();
    expect(await other.read()).toEqual(health);
    const a = health.find(({ model }) => model === 'a');
    expect(a).toMatchObject({ ok: 1, failed: 0, limited: 1, begun: 100, tokensPerSecond: 50 });
    for (const [told, true_] of [
      [a?.firstP50Ms, 400],
      [a?.firstP95Ms, 400],
      [a?.firstP99Ms, 20_000],
    ]) {
      expect(told).toBeGreaterThanOrEqual(Number(true_));
      expect(told).toBeLessThanOrEqual(Number(true_) * 1.2);
    }
    expect(health.find(({ model }) => model === 'b')).toMatchObject({ ok: 0, failed: 1, firstP99Ms: undefined });
    nowMs += 9 * 60_000;
    expect((await one.read()).map(({ model, begun }) => [model, begun])).toEqual([['a', 2]]);
    nowMs += 60_000;
    expect(await one.read()).toEqual([]);
  });
});
