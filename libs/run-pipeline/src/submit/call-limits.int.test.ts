import type { AccountLimits, Identity } from '@smart-ai-hub/contracts';
import { type TestRedis, createTestRedis } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createCallLimits } from './call-limits.ts';

let testRedis: TestRedis;
const connections: Redis[] = [];
beforeAll(async () => {
  testRedis = await createTestRedis();
});
afterAll(async () => {
  for (const connection of connections) connection.disconnect();
  await testRedis.drop();
});

async function connect(url = testRedis.url): Promise<Redis> {
  const connection = new Redis(url, { enableOfflineQueue: false, lazyConnect: true });
  connections.push(connection);
  await connection.connect();
  return connection;
}

/** Limits as each replica has them: one Redis, connections of their own. */
const replica = async (account: AccountLimits = {}) => createCallLimits(await connect(), account);

let next = 0;
const person = (keyLimits?: Identity['keyLimits']): Identity => {
  next += 1;
  return {
    userId: `usr_${next}`,
    accountId: `acc_${next}`,
    role: 'user',
    apiKeyId: `key_${next}`,
    ...(keyLimits && { keyLimits }),
  };
};

describe('limits of calls in a minute', () => {
  it('let exactly so many through, over all replicas together, and say how long to wait', async () => {
    const replicas = await Promise.all([replica(), replica(), replica()]);
    const caller = person({ requestsPerMinute: 10 });
    const calls = Array.from({ length: 10 }, () => replicas.map((one) => one.take(caller, 100))).flat();
    const answers = await Promise.allSettled(calls);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    const refused = answers.find((answer) => answer.status === 'rejected')?.reason as { retryAfterSeconds: number };
    expect(refused).toMatchObject({
      code: 'rate_limited',
      limitSource: 'key_requests',
      detail: expect.stringContaining('10 requests a minute'),
    });
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  it('count tokens as they are expected, and then as they were used', async () => {
    const limits = await replica({ RATE_LIMIT_TOKENS_PER_MINUTE: 1_000 });
    const caller = person();
    const taken = await limits.take(caller, 900);
    await expect(limits.take(caller, 200)).rejects.toMatchObject({ limitSource: 'account_tokens' });
    await limits.correct(taken, 300);
    const more = await limits.take(caller, 600);
    await limits.correct(more, 900);
    await expect(limits.take(caller, 1)).rejects.toMatchObject({ limitSource: 'account_tokens' });
  });

  it('are used up by no call that was refused, whichever of them refused it', async () => {
    const limits = await replica({ RATE_LIMIT_REQUESTS_PER_MINUTE: 2 });
    const caller = person({ tokensPerMinute: 100 });
    await limits.take(caller, 60);
    for (let call = 0; call < 5; call += 1) {
      await expect(limits.take(caller, 60)).rejects.toMatchObject({ limitSource: 'key_tokens' });
    }
    await limits.take(caller, 40);
    await expect(limits.take(caller, 0)).rejects.toMatchObject({ limitSource: 'account_requests' });
  });

  it('let a call through that is larger than a whole minute, when the minute is free', async () => {
    const limits = await replica({ RATE_LIMIT_TOKENS_PER_MINUTE: 100 });
    const caller = person();
    await limits.take(caller, 5_000);
    await expect(limits.take(caller, 1)).rejects.toMatchObject({ limitSource: 'account_tokens' });
  });

  it('of one caller are no other’s, and a caller without limits is not counted', async () => {
    const limits = await replica();
    await limits.take(person({ requestsPerMinute: 1 }), 1);
    await limits.take(person({ requestsPerMinute: 1 }), 1);
    expect(await limits.take(person(), 1)).toEqual([]);
  });

  it('are no reason to tell the caller off while Redis is away', async () => {
    const redis = await connect();
    const limits = createCallLimits(redis, { RATE_LIMIT_REQUESTS_PER_MINUTE: 1 });
    redis.disconnect();
    await expect(limits.take(person(), 1)).rejects.toMatchObject({ code: 'dependency_unavailable', status: 503 });
  });
});
