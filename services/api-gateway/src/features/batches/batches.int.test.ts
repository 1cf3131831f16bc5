import { type Batch, type BatchResult, newId } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { setBudgets } from '@smart-ai-hub/ledger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import type { Pool } from 'pg';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';
import type { PlayedRun } from '../../fixtures/played-worker.ts';
import { feedBatch } from './feed-batch.ts';

let fixture: GatewayFixture;
let owner: Pool;
beforeAll(async () => {
  fixture = await createGatewayFixture();
  owner = createPool({ url: fixture.databaseUrl, max: 1 });
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await owner.end();
  await fixture.close();
});

const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }];
const requests = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, at) => ({ customId: `call-${at}`, model: MODEL, messages, ...more }));
const send = (caller: Caller, body: object, key?: string) =>
  caller.post('/api/batches', body, key === undefined ? {} : { headers: { 'idempotency-key': key } });

async function create(caller: Caller, body: object): Promise<Batch> {
  const response = await send(caller, body);
  expect(response.status).toBe(202);
  return ((await response.json()) as { batch: Batch }).batch;
}
async function read(caller: Caller, id: string): Promise<Batch> {
  return ((await (await caller.get(`/api/batches/${id}`)).json()) as { batch: Batch }).batch;
}
async function results(caller: Caller, id: string): Promise<BatchResult[]> {
  const response = await caller.get(`/api/batches/${id}/results`);
  expect(response.headers.get('content-type')).toContain('application/jsonl');
  return (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as BatchResult);
}
const feed = (id: string) => feedBatch(fixture.deps, id);

/** The next call that is still to be made: the test's worker lets go of jobs at once, so that the feeder may bring one twice. */
async function nextRun(): Promise<PlayedRun> {
  for (;;) {
    const run = await fixture.worker.nextRun().catch(() => undefined);
    if (run) return run;
  }
}

/** Answers every call of the batch as it comes, until the batch has ended. */
async function answerAll(caller: Caller, id: string): Promise<Batch> {
  for (let step = 0; step < 40; step += 1) {
    await feed(id);
    const batch = await read(caller, id);
    if (batch.endedAt !== null) return batch;
    for (let open = batch.counts.running; open > 0; open -= 1) {
      const run = await nextRun();
      await run.say({ type: 'text', text: 'Paris' });
      await run.finish();
    }
  }
  throw new Error('the batch does not end');
}
const runsOf = (caller: Caller) => fixture.runsOf(caller.accountId);

describe('POST /api/batches', () => {
  it('answers 202, makes each call once, charges each as any other, and hands out the answers in their order', async () => {
    const caller = await fixture.openAccount();
    const made = await create(caller, { requests: requests(12) });
    expect(made).toMatchObject({ state: 'running', counts: { total: 12, waiting: 12 }, cost: 0, endedAt: null });
    const ended = await answerAll(caller, made.id);
    expect(ended).toMatchObject({ state: 'completed', counts: { total: 12, waiting: 0, running: 0, succeeded: 12 } });
    const lines = await results(caller, made.id);
    expect(lines.map(({ customId }) => customId)).toEqual(requests(12).map(({ customId }) => customId));
    expect(lines[0]).toMatchObject({
      ...{ state: 'succeeded', answer: { text: 'Paris', toolCalls: [] }, error: null, cost: 0.001234 },
      usage: { inputTokens: 11, outputTokens: 3 },
    });
    expect(await runsOf(caller)).toHaveLength(12);
    expect(ended.cost).toBeCloseTo(12 * 0.001234, 9);
    const listed = (await (await caller.get('/api/batches')).json()) as object;
    expect(listed).toMatchObject({ batches: [ended], total: 1, page: 1, totalPages: 1 });
  });

  it('forgets each prompt with the end of its call', async () => {
    const caller = await fixture.openAccount();
    const { id } = await create(caller, { requests: requests(2) });
    await answerAll(caller, id);
    const { rows } = await owner.query('SELECT request FROM core."BatchItem" WHERE "batchId" = $1', [id]);
    expect(rows).toEqual([{ request: null }, { request: null }]);
  });

  it.each([
    ['no call', { requests: [] }, 'requests'],
    ['more than 1,000', { requests: requests(1_001) }, 'requests'],
    ['the same customId twice', { requests: [...requests(1), ...requests(1)] }, 'requests[1].customId'],
    ['a call that is not valid', { requests: [{ customId: 'a', model: MODEL }] }, 'requests[0].messages'],
    ['a webhook that is not there', { requests: requests(1), webhook: 'whk_none' }, 'webhook'],
  ])('answers 400 naming the field for %s', async (_, body, path) => {
    const response = await send(await fixture.openAccount(), body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
  });

  it('answers with the same batch for the same Idempotency-Key, also at once, and 422 for another body', async () => {
    const caller = await fixture.openAccount();
    const body = { requests: requests(1) };
    const answers = await Promise.all([1, 2, 3].map(() => send(caller, body, 'once')));
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { batch: Batch }).batch.id));
    expect(new Set(ids).size).toBe(1);
    expect((await send(caller, { requests: requests(2) }, 'once')).status).toBe(422);
    await answerAll(caller, ids[0] ?? '');
  });
});

describe('another account’s batch', () => {
  it('does not exist', async () => {
    const [caller, stranger] = [await fixture.openAccount(), await fixture.openAccount()];
    const { id } = await create(caller, { requests: requests(1) });
    expect((await stranger.get(`/api/batches/${id}`)).status).toBe(404);
    expect((await stranger.get(`/api/batches/${id}/results`)).status).toBe(404);
    expect((await stranger.post(`/api/batches/${id}/cancel`, {})).status).toBe(404);
    expect(await read(caller, id)).toMatchObject({ state: 'running' });
    await answerAll(caller, id);
  });
});

describe('a batch', () => {
  it('has eight calls open at most, and leaves half of the balance free', async () => {
    const rich = await fixture.openAccount(1_000);
    const many = await create(rich, { requests: requests(20) });
    await feed(many.id);
    await feed(many.id);
    expect((await read(rich, many.id)).counts).toMatchObject({ running: 8, waiting: 12 });
    const hold = (await fixture.readMoney(rich.accountId)).held / 8n;
    await answerAll(rich, many.id);
    // Credit for five calls at a time.
    const poor = await fixture.openAccount(Number(hold * 5n) / 1e6);
    const few = await create(poor, { requests: requests(8) });
    await feed(few.id);
    expect((await read(poor, few.id)).counts.running).toBe(3);
    expect(await answerAll(poor, few.id)).toMatchObject({ state: 'completed' });
  });

  it('waits while other calls hold the credits, and fails what the account cannot pay once nothing is held', async () => {
    const caller = await fixture.openAccount(0.06);
    const holding = caller.post('/api/runs', { model: MODEL, messages, maxOutputTokens: 500 });
    expect((await holding).status).toBe(202);
    const { id } = await create(caller, { requests: requests(1, { maxOutputTokens: 500 }) });
    await feed(id);
    expect((await read(caller, id)).counts).toMatchObject({ waiting: 1, failed: 0 });
    await (await nextRun()).fail('provider_unavailable');
    expect(await answerAll(caller, id)).toMatchObject({ counts: { succeeded: 1 } });
    const broke = await fixture.openAccount(0.000001);
    const hopeless = await create(broke, { requests: requests(2) });
    await feed(hopeless.id);
    expect(await read(broke, hopeless.id)).toMatchObject({ state: 'completed', counts: { failed: 2 }, cost: 0 });
    expect(await results(broke, hopeless.id)).toMatchObject([
      { state: 'failed', runId: null, answer: null, error: { code: 'insufficient_credits' } },
      { error: { code: 'insufficient_credits' } },
    ]);
  });

  it('fails what does not fit into a budget', async () => {
    const caller = await fixture.openAccount();
    const { rows } = await owner.query<{ userId: string }>('SELECT "userId" FROM core."CreditAccount" WHERE id = $1', [
      caller.accountId,
    ]);
    const subject = { userId: rows[0]?.userId ?? '' };
    await setBudgets(owner, { accountId: caller.accountId, subject, limits: { total: 0.000001 } });
    const { id } = await create(caller, { requests: requests(1) });
    await feed(id);
    expect(await results(caller, id)).toMatchObject([{ state: 'failed', error: { code: 'budget_exceeded' } }]);
  });

  it('never costs more than its maxCost: one call after the other, each within what is left', async () => {
    const caller = await fixture.openAccount();
    const { id } = await create(caller, { requests: requests(3), maxCost: 0.002 });
    await feed(id);
    expect((await read(caller, id)).counts).toMatchObject({ running: 1, waiting: 2 });
    const first = await nextRun();
    expect(first.payload.capMicros).toBe('2000');
    await first.finish();
    await feed(id);
    const second = await nextRun();
    expect(second.payload.capMicros).toBe('766');
    await second.finish();
    await feed(id);
    const ended = await read(caller, id);
    expect(ended).toMatchObject({
      state: 'completed',
      counts: { succeeded: 2, failed: 1 },
      cost: 0.002,
      maxCost: 0.002,
    });
    expect((await results(caller, id)).at(-1)).toMatchObject({ error: { code: 'cost_cap_too_low' } });
  });

  it('goes on after a death at any point, and no call is made twice', async () => {
    const caller = await fixture.openAccount();
    const { id } = await create(caller, { requests: requests(3) });
    const items = await fixture.deps.batches.listItemsIn(id, 'waiting', 3);
    // The first died before its admission; of the second the queue never heard.
    if (items[0]) await fixture.deps.batches.takeItem(items[0]);
    await feed(id);
    const jobs = await Promise.all([1, 2, 3].map(() => nextRun()));
    expect(await runsOf(caller)).toHaveLength(3);
    await feed(id);
    for (const job of jobs) await job.finish();
    expect(await answerAll(caller, id)).toMatchObject({ counts: { succeeded: 3 } });
    expect(await runsOf(caller)).toHaveLength(3);
  });

  it('that is cancelled begins nothing more and stops what waits in the queue', async () => {
    const caller = await fixture.openAccount(1_000);
    const { id } = await create(caller, { requests: requests(12) });
    await feed(id);
    const response = await caller.post(`/api/batches/${id}/cancel`, {});
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ batch: { state: 'cancelling' } });
    await feed(id);
    await feed(id);
    expect(await read(caller, id)).toMatchObject({ state: 'cancelled', counts: { cancelled: 12 }, cost: 0 });
    expect(await fixture.readMoney(caller.accountId)).toMatchObject({ held: 0n });
    expect(await (await caller.post(`/api/batches/${id}/cancel`, {})).json()).toMatchObject({
      batch: { state: 'cancelled' },
    });
  });

  it('owes its webhook one batch.completed, and its calls owe none', async () => {
    const caller = await fixture.openAccount();
    const webhookId = newId('whk');
    await owner.query(
      `INSERT INTO core."Webhook" (id, "accountId", url, events)
       VALUES ($1, $2, 'https://example.com/', '{run.completed,batch.completed}')`,
      [webhookId, caller.accountId],
    );
    const { id } = await create(caller, { requests: requests(2), webhook: true });
    await answerAll(caller, id);
    await feed(id);
    const { rows } = await owner.query('SELECT event, "subjectId" FROM core."WebhookDelivery" WHERE "webhookId" = $1', [
      webhookId,
    ]);
    expect(rows).toEqual([{ event: 'batch.completed', subjectId: id }]);
  });

  it('stops when the key that sent it is revoked', async () => {
    const caller = await fixture.openAccount();
    const { id } = await create(caller, { requests: requests(2) });
    await owner.query('UPDATE auth."ApiKey" SET "revokedAt" = now() WHERE "accountId" = $1', [caller.accountId]);
    await feed(id);
    const { rows } = await owner.query('SELECT state, "errorCode" FROM core."BatchItem" WHERE "batchId" = $1', [id]);
    expect(rows).toEqual(Array.from({ length: 2 }, () => ({ state: 'failed', errorCode: 'invalid_api_key' })));
  });
});

describe('the queue', () => {
  it('hands out a call that somebody waits for before every call of a batch', async () => {
    const queue = new Queue('llm-runs', { connection: fixture.deps.redis, skipVersionCheck: true });
    await queue.pause();
    const caller = await fixture.openAccount(1_000);
    const { id } = await create(caller, { requests: requests(3) });
    await feed(id);
    const interactive = await caller.post('/api/runs', { model: MODEL, messages });
    const { run } = (await interactive.json()) as { run: { id: string } };
    await queue.resume();
    expect((await nextRun()).payload.runId).toBe(run.id);
    await queue.close();
    const rest = await Promise.all([1, 2, 3].map(() => nextRun()));
    for (const one of rest) await one.finish();
    await feed(id);
    expect(await read(caller, id)).toMatchObject({ state: 'completed' });
  });
});
