import type { LlmRunPayload } from '@smart-ai-hub/contracts';
import { type TestRedis, createTestRedis, eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { type RunConsumer, createRunConsumer } from '../consume/run-consumer.ts';
import { createRunQueue } from './run-queue.ts';

let testRedis: TestRedis;
const connections: Redis[] = [];
beforeAll(async () => {
  testRedis = await createTestRedis();
});
afterAll(async () => {
  for (const connection of connections) connection.disconnect();
  await testRedis.drop();
});

function connect(): Redis {
  const connection = new Redis(testRedis.url, { maxRetriesPerRequest: null });
  connections.push(connection);
  return connection;
}

const job = (accountId: string, number: number): LlmRunPayload => ({
  runId: `run_${accountId}_${number}`,
  accountId,
  models: ['m'],
  stream: false,
  replyTo: 'gateway:none',
  trace: {},
  enqueuedAtMs: Date.now(),
});

describe('the queue', () => {
  it('takes the calls of a quiet account between those of one that has hundreds waiting', async () => {
    const queue = createRunQueue(connect());
    await Promise.all(Array.from({ length: 400 }, (_, number) => queue.add(job('heavy', number))));
    await Promise.all(Array.from({ length: 10 }, (_, number) => queue.add(job('quiet', number))));
    const order: string[] = [];
    const consumer: RunConsumer = createRunConsumer({
      redis: connect(),
      concurrency: 1,
      execute: async ({ accountId = '' }) => void order.push(accountId),
      onError: () => undefined,
    });
    await eventually(() => order.length === 410);
    await consumer.drain(1_000);
    await queue.close();
    const quiet = order.flatMap((accountId, at) => (accountId === 'quiet' ? [at] : []));
    expect(quiet).toHaveLength(10);
    // First come, first served would have put them at 400 and later.
    expect(Math.max(...quiet)).toBeLessThan(40);
  });

  it('forgets a call once it is taken: an account that was busy is like any other afterwards', async () => {
    const redis = connect();
    const queue = createRunQueue(redis);
    const taken: string[] = [];
    const consumer = createRunConsumer({
      redis: connect(),
      concurrency: 50,
      execute: async ({ runId }) => void taken.push(runId),
      onError: () => undefined,
    });
    await Promise.all(Array.from({ length: 100 }, (_, number) => queue.add(job('busy', number))));
    await eventually(() => taken.length === 100);
    await eventually(async () => (await redis.zcard('backlog:busy')) === 0);
    await consumer.drain(1_000);
    await queue.close();
  });
});
