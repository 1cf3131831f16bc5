import { type TestRedis, createTestRedis, eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createStatusLog } from './status-log.ts';

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

const look = (statuses: Record<string, string>) => createStatusLog(redis).note(new Map(Object.entries(statuses)));

async function redisNowMs(): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

/** The first millisecond, by Redis's own clock, that is later than everything before. */
async function laterMs(): Promise<number> {
  const before = await redisNowMs();
  return eventually(async () => {
    const now = await redisNowMs();
    return now > before && now;
  });
}

describe('since when something stands as it does', () => {
  it('is kept while it stands so, whoever looks, and begins anew when that changes', async () => {
    const first = await look({ p: 'operational', q: 'down' });
    const changedMs = await laterMs();
    const second = await look({ p: 'degraded', q: 'down' });
    expect(second.get('q')).toBe(first.get('q'));
    expect(first.get('p')).toBeLessThan(changedMs);
    expect(second.get('p')).toBeGreaterThanOrEqual(changedMs);
    expect(await look({ p: 'degraded', q: 'down' })).toEqual(second);
  });

  it('is forgotten with what is not there any more', async () => {
    await look({ gone: 'down' });
    const backMs = await laterMs();
    await look({ other: 'down' });
    expect((await look({ gone: 'down' })).get('gone')).toBeGreaterThanOrEqual(backMs);
    expect(await look({})).toEqual(new Map());
  });
});
