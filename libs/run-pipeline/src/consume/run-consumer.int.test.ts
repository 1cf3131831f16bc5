import type { LlmRunPayload } from '@smart-ai-hub/contracts';
import { type TestRedis, createSeverableRedis, createTestRedis, eventually } from '@smart-ai-hub/testing';
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

describe('a worker', () => {
  it('takes no more runs while the prompts in hand fill its memory, all of them in the end, and small ones many at once', async () => {
    const queue = createRunQueue(connect());
    let [inHand, most] = [0, 0];
    const done: string[] = [];
    const consumer = createRunConsumer({
      ...{ redis: connect(), concurrency: 50, roomBytes: 250_000, onError: () => undefined },
      execute: async ({ runId }) => {
        inHand += 1;
        most = Math.max(most, inHand);
        // Long enough for the queue to bring whatever it would bring.
        await new Promise((resolve) => setTimeout(resolve, 100));
        inHand -= 1;
        done.push(runId);
      },
    });
    const addAll = (name: string, prompt: string) =>
      Promise.all(
        Array.from({ length: 20 }, (_, number) =>
          queue.add({
            ...{ runId: `run_${name}_${number}`, models: ['m'], stream: false, replyTo: 'gateway:none', trace: {} },
            ...{ enqueuedAtMs: Date.now(), wire: { dialect: 'openai-chat', body: { prompt }, headers: {} } },
          }),
        ),
      );
    await addAll('large', 'x'.repeat(100_000));
    await eventually(() => done.length === 20);
    // Three fill the room; one more may have been on its way.
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    most = 0;
    await addAll('small', 'hello');
    await eventually(() => done.length === 40);
    expect(most).toBeGreaterThan(4);
    await consumer.drain(1_000);
    await queue.close();
  });
});

describe('a worker that leaves', () => {
  const job: LlmRunPayload = {
    ...{ runId: 'run_leaving', models: ['m'], stream: false, replyTo: 'gateway:none', trace: {} },
    enqueuedAtMs: Date.now(),
  };

  it('waits for the run in hand', async () => {
    const queue = createRunQueue(connect());
    let [isBegun, isDone] = [false, false];
    const consumer = createRunConsumer({
      ...{ redis: connect(), concurrency: 2, onError: () => undefined },
      execute: async () => {
        isBegun = true;
        await new Promise((resolve) => setTimeout(resolve, 500));
        isDone = true;
      },
    });
    await queue.add(job);
    await eventually(() => isBegun);
    await consumer.drain(10_000);
    expect(isDone).toBe(true);
    await queue.close();
  });

  it('waits no longer than it may for a run that does not end', async () => {
    const queue = createRunQueue(connect());
    let [isBegun, isDone] = [false, false];
    const release = Promise.withResolvers<void>();
    const consumer = createRunConsumer({
      ...{ redis: connect(), concurrency: 2, onError: () => undefined },
      execute: async () => {
        isBegun = true;
        await release.promise;
        isDone = true;
      },
    });
    await queue.add({ ...job, runId: 'run_endless' });
    await eventually(() => isBegun);
    await consumer.drain(200);
    expect(isDone).toBe(false);
    release.resolve();
    await queue.close();
  });

  it('does not wait for a Redis that is away when it has nothing in hand', async () => {
    const { redis, sever } = await createSeverableRedis(testRedis.url);
    connections.push(redis);
    const consumer = createRunConsumer({
      ...{ redis, concurrency: 2, onError: () => undefined },
      execute: () => Promise.resolve(),
    });
    sever();
    const leftAt = performance.now();
    await consumer.drain(60_000);
    expect(performance.now() - leftAt).toBeLessThan(10_000);
  });
});
