import type { Batch } from '@smart-ai-hub/contracts';
import { createRedis } from '@smart-ai-hub/service-kit';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import type { GatewayDeps } from '../../dependencies.ts';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';
import { type BatchFeeder, startBatchFeeder } from './batch-feeder.ts';

let fixture: GatewayFixture;
const running = new Set<() => Promise<void>>();
beforeAll(async () => {
  fixture = await createGatewayFixture();
});
afterEach(async () => {
  await Promise.all([...running].map((stop) => stop()));
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

/** A feeder with the connection that its process gives it. */
function startFeeder(deps: GatewayDeps = fixture.deps): BatchFeeder {
  const redis = createRedis(fixture.redis.url, { role: 'worker', logger: deps.logger });
  const feeder = startBatchFeeder(deps, redis);
  const stop = async () => {
    if (!running.delete(stop)) return;
    await feeder.stop();
    redis.disconnect();
  };
  running.add(stop);
  return { stop };
}

async function create(caller: Caller, count: number): Promise<Batch> {
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }];
  const requests = Array.from({ length: count }, (_, at) => ({ customId: `call-${at}`, model: MODEL, messages }));
  const response = await caller.post('/api/batches', { requests });
  expect(response.status).toBe(202);
  return ((await response.json()) as { batch: Batch }).batch;
}
async function read(caller: Caller, id: string): Promise<Batch> {
  return ((await (await caller.get(`/api/batches/${id}`)).json()) as { batch: Batch }).batch;
}

/** Answers so many calls of whatever batch, as they come. */
async function answer(count: number): Promise<void> {
  for (let answered = 0; answered < count; answered += 1) {
    const run = await fixture.worker.nextRun();
    await run.say({ type: 'text', text: 'Paris' });
    await run.finish();
  }
}

const expectCompleted = (caller: Caller, id: string, succeeded: number) =>
  eventually(async () =>
    expect(await read(caller, id)).toMatchObject({ state: 'completed', counts: { succeeded, waiting: 0, running: 0 } }),
  );

describe('the feeder of batches', () => {
  it('finds a batch by itself and feeds it until its end', async () => {
    const caller = await fixture.openAccount(1_000);
    const { id } = await create(caller, 10);
    startFeeder();
    await answer(10);
    await expectCompleted(caller, id, 10);
    expect(await fixture.runsOf(caller.accountId)).toHaveLength(10);
  });

  it('makes each call once, however many gateways feed', async () => {
    const replica = await fixture.startReplica();
    startFeeder();
    startFeeder(replica.deps);
    const callers = await Promise.all([1, 2, 3].map(() => fixture.openAccount(1_000)));
    const batches = await Promise.all(callers.map((caller) => create(caller, 6)));
    await answer(18);
    for (const [at, caller] of callers.entries()) {
      await expectCompleted(caller, batches[at]?.id ?? '', 6);
      expect(await fixture.runsOf(caller.accountId)).toHaveLength(6);
    }
    await Promise.all([...running].map((stop) => stop()));
    await replica.close();
  });

  it('goes on where another one stopped, though the queue has forgotten everything', async () => {
    const caller = await fixture.openAccount(1_000);
    const first = startFeeder();
    const { id } = await create(caller, 12);
    await answer(4);
    await first.stop();
    expect(await read(caller, id)).toMatchObject({ state: 'running' });
    const queue = new Queue('batches', { connection: fixture.deps.redis, skipVersionCheck: true });
    await queue.obliterate({ force: true });
    await queue.close();
    startFeeder();
    await answer(8);
    await expectCompleted(caller, id, 12);
    expect(await fixture.runsOf(caller.accountId)).toHaveLength(12);
  });
});
