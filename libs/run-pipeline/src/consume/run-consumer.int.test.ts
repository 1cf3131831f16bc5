import type { LlmRunPayload } from '@smart-ai-hub/contracts';
import { type TestRedis, createTestRedis, eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRunQueue } from '../queue/run-queue.ts';
import { createRunConsumer } from './run-consumer.ts';

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

describe('a run that is not the turn of its worker', () => {
  it('is delivered again in a moment, as one that was delivered before, and is no failure', async () => {
    const queue = createRunQueue(connect());
    const deliveries: boolean[] = [];
    const errors: Error[] = [];
    const consumer = createRunConsumer({
      redis: connect(),
      concurrency: 2,
      execute: (_payload, { isAgain }) => Promise.resolve(deliveries.push(isAgain) < 3 ? 'later' : undefined),
      onError: (error) => void errors.push(error),
    });
    const job: LlmRunPayload = {
      ...{ runId: 'run_later', models: ['m'], stream: false, replyTo: 'gateway:none', trace: {} },
      enqueuedAtMs: Date.now(),
    };
    await queue.add(job);
    await eventually(async () => deliveries.length === 3 && !(await queue.has('run_later')));
    expect([deliveries, errors]).toEqual([[false, true, true], []]);
    await consumer.drain(1_000);
    await queue.close();
  });
});
