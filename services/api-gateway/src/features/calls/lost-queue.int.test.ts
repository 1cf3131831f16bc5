import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGatewayFixture, type GatewayFixture, MODEL } from '../../fixtures/gateway-fixture.ts';

let fixture: GatewayFixture;
beforeAll(async () => {
  fixture = await createGatewayFixture();
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const call = { model: MODEL, messages: [{ role: 'user', content: 'Hello' }] };

describe('a call whose place in the queue Redis has lost', () => {
  it('is queued again for its caller, who waits for its answer', async () => {
    const caller = await fixture.openAccount();
    const answer = caller.post('/v1/chat/completions', call);
    // Taken from the queue and claimed by nobody: as if Redis had lost it there.
    const lost = await fixture.worker.nextJob();
    const work = await fixture.worker.nextRun();
    expect(work.payload).toEqual(lost);
    await work.finish();
    expect((await answer).status).toBe(200);
  });
});

describe('a call whose gateway died before the queue heard of it', () => {
  it('is queued at once when its caller tries again with the same key', async () => {
    const caller = await fixture.openAccount();
    const question = { model: MODEL, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] };
    const start = async () => {
      const headers = { 'idempotency-key': 'tries again' };
      return ((await (await caller.post('/api/runs', question, { headers })).json()) as { run: { id: string } }).run.id;
    };
    const runId = await start();
    const lost = await fixture.worker.nextJob();
    await eventually(async () => !(await fixture.deps.queue.has(runId)));
    expect(await start()).toBe(runId);
    const work = await fixture.worker.nextRun();
    expect(work.payload).toEqual({ ...lost, trace: work.payload.trace, enqueuedAtMs: expect.any(Number) });
    await work.finish();
    expect(await fixture.runsOf(caller.accountId)).toMatchObject([{ id: runId, state: 'done' }]);
  });
});

describe('a call that comes while Redis is away', () => {
  it('is refused at once, without an admission that would have to be taken back', async () => {
    const caller = await fixture.openAccount();
    await fixture.redis.cut();
    await eventually(() => !fixture.deps.queue.isReachable());
    const refused = await caller.post('/v1/chat/completions', call);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await fixture.runsOf(caller.accountId)).toEqual([]);
    await fixture.redis.mend();
    await eventually(() => fixture.deps.queue.isReachable());
  });
});
