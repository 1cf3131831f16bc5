import { type WebhookBody, newId, noUsage } from '@smart-ai-hub/contracts';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type AddedWebhook, addSecret, addWebhook } from '../../fixtures/add-webhook.ts';
import { type Receiver, startReceiver } from '../../fixtures/receiver.ts';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { executeRun } from '../execute-run/execute-run.ts';
import { deliverWebhook } from './deliver-webhook.ts';
import { startWebhooks } from './start-webhooks.ts';

let fixture: WorkerFixture;
let receiver: Receiver;
beforeAll(async () => {
  [fixture, receiver] = await Promise.all([createWorkerFixture(), startReceiver()]);
});
afterAll(async () => {
  await Promise.all([fixture.close(), receiver.close()]);
});
beforeEach(async () => {
  // What an earlier test left owed is not this one's business.
  await fixture.owner.query('DELETE FROM core."Webhook"');
  receiver.received.length = 0;
  receiver.answer = (response) => response.writeHead(204).end();
});

const addReceiver = (accountId: string, events = ['run.completed', 'run.failed']) =>
  addWebhook(fixture.owner, { accountId, url: receiver.url, events });

/** A run of an account with this webhook, which is not told of anything yet. */
async function admit(prompt: string, options: { webhook?: string; events?: string[] } = {}) {
  const payload = await fixture.admit(prompt, { webhook: options.webhook ?? 'all' });
  const { accountId } = await fixture.readRun(payload.runId);
  return { payload, accountId, webhook: await addReceiver(accountId, options.events) };
}

/** Makes every attempt that is due now. */
async function deliverDue(deps = fixture.deps): Promise<number> {
  const due = await deps.deliveries.listDue(100);
  await Promise.all(due.map((job) => deliverWebhook(deps, job)));
  return due.length;
}

async function owed(webhookId: string) {
  const { rows } = await fixture.owner.query<Record<string, unknown>>(
    `SELECT id, event, "subjectId", state, attempts, round(extract(epoch FROM "nextAttemptAt" - now()))::int AS wait,
            (SELECT json_agg(a ORDER BY a.number) FROM core."WebhookAttempt" a WHERE a."deliveryId" = d.id) AS log
     FROM core."WebhookDelivery" d WHERE "webhookId" = $1 ORDER BY "createdAt"`,
    [webhookId],
  );
  return rows;
}

async function readWebhook(id: string) {
  const sql = 'SELECT enabled, "disabledReason", "failingSince" FROM core."Webhook" WHERE id = $1';
  return (await fixture.owner.query<Record<string, unknown>>(sql, [id])).rows[0];
}

const makeDue = (webhookId: string) =>
  fixture.owner.query(
    `UPDATE core."WebhookDelivery" SET "nextAttemptAt" = now(), "claimedUntil" = NULL WHERE "webhookId" = $1 AND state = 'pending'`,
    [webhookId],
  );

function verified({ secret }: AddedWebhook, at = 0): WebhookBody {
  const { body, headers } = receiver.received[at] ?? { body: '', headers: {} };
  return new Webhook(secret).verify(body, headers as Record<string, string>) as WebhookBody;
}

const fail = { state: 'error', errorCode: 'provider_unavailable', costMicros: 0n, usage: noUsage } as const;

describe('the end of a run', () => {
  it('is told to its account’s webhook, signed, with what it cost and without a word of what was said', async () => {
    const { payload, webhook } = await admit('A secret question');
    await executeRun(fixture.deps, payload);
    expect(await deliverDue()).toBe(1);
    const run = await fixture.readRun(payload.runId);
    const body = verified(webhook);
    expect(body).toMatchObject({
      type: 'run.completed',
      data: { run: { id: payload.runId, state: 'done', cost: Number(run.costMicros) / 1e6, usage: run.usage } },
    });
    expect(receiver.received[0]?.body).not.toMatch(/secret question|whsec/i);
    const [delivery] = await owed(webhook.id);
    expect(delivery).toMatchObject({
      ...{ id: receiver.received[0]?.headers['webhook-id'], state: 'delivered', attempts: 1, wait: null },
      log: [{ number: 1, status: 204, error: null, response: '' }],
    });
  });

  it('is written down by the statement that ends the run: nothing that dies in between can lose it', async () => {
    const { payload, webhook } = await admit('Hello');
    const { runId } = payload;
    const claim = await fixture.deps.ledger.claim({ runId, workerId: 'wrk_1', leaseMs: 60_000 });
    if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
    expect(await owed(webhook.id)).toEqual([]);
    const end = { runId, fence: claim.fence, ...fail };
    await Promise.all([fixture.deps.ledger.settle(end), fixture.deps.ledger.settle(end)]);
    await fixture.deps.ledger.settle(end);
    expect(await owed(webhook.id)).toMatchObject([
      { event: 'run.failed', subjectId: runId, state: 'pending', wait: 0 },
    ]);
  });

  it.each([
    {
      case: 'voided in the queue',
      event: 'run.failed',
      end: { fence: 0, state: 'cancelled', costMicros: 0n } as const,
    },
    { case: 'given up', event: 'run.failed', end: { fence: 0, ...fail } as const },
  ])('is told also of a run that was $case', async ({ event, end }) => {
    const { payload, webhook } = await admit('Hello');
    await fixture.gateway.settle({ runId: payload.runId, ...end });
    await deliverDue();
    expect(verified(webhook)).toMatchObject({ type: event, data: { run: { id: payload.runId, state: end.state } } });
  });

  it('is told to the one webhook that the run names, and to nobody when it names none', async () => {
    const { payload, webhook, accountId } = await admit('Hello');
    const other = await addReceiver(accountId);
    await fixture.owner.query('UPDATE core."Run" SET webhook = $2 WHERE id = $1', [payload.runId, other.id]);
    await fixture.gateway.settle({ runId: payload.runId, fence: 0, ...fail });
    expect(await owed(webhook.id)).toEqual([]);
    expect(await owed(other.id)).toHaveLength(1);
    const silent = await fixture.admit('Hello');
    const mine = await addReceiver((await fixture.readRun(silent.runId)).accountId);
    await fixture.gateway.settle({ runId: silent.runId, fence: 0, ...fail });
    expect(await owed(mine.id)).toEqual([]);
  });

  it('is not told to another account’s webhook, whatever the run names, nor to one that wants other events', async () => {
    const stranger = await admit('Hello');
    const { payload, webhook } = await admit('Hello', { webhook: stranger.webhook.id, events: ['run.completed'] });
    await fixture.gateway.settle({ runId: payload.runId, fence: 0, ...fail });
    await fixture.owner.query(`UPDATE core."Run" SET webhook = 'all' WHERE id = $1`, [stranger.payload.runId]);
    expect([...(await owed(stranger.webhook.id)), ...(await owed(webhook.id))]).toEqual([]);
  });
});

async function admitEnded() {
  const made = await admit('Hello');
  await fixture.gateway.settle({ runId: made.payload.runId, fence: 0, ...fail });
  return made.webhook;
}

describe('a delivery', () => {
  it('that fails is tried again after 5 s and then 5 min, under the same id and a signature of its own time', async () => {
    const webhook = await admitEnded();
    receiver.answer = (response) => response.writeHead(500).end('try later');
    await deliverDue();
    expect(await owed(webhook.id)).toMatchObject([{ state: 'pending', attempts: 1, wait: 5 }]);
    expect(await deliverDue()).toBe(0);
    await makeDue(webhook.id);
    await deliverDue();
    const [delivery] = await owed(webhook.id);
    expect(delivery).toMatchObject({
      attempts: 2,
      log: [
        { number: 1, status: 500, response: 'try later' },
        { number: 2, status: 500 },
      ],
    });
    expect(delivery?.['wait']).toBeGreaterThanOrEqual(299);
    expect(await readWebhook(webhook.id)).toMatchObject({ enabled: true, failingSince: expect.any(Date) });
    receiver.answer = (response) => response.writeHead(200).end('ok');
    await makeDue(webhook.id);
    await deliverDue();
    expect(await owed(webhook.id)).toMatchObject([{ state: 'delivered', attempts: 3, wait: null }]);
    expect(await readWebhook(webhook.id)).toMatchObject({ failingSince: null });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect([0, 1, 2].map((at) => verified(webhook, at).type)).toEqual(['run.failed', 'run.failed', 'run.failed']);
  });

  it('is given up after its eighth attempt', async () => {
    const webhook = await admitEnded();
    receiver.answer = (response) => response.writeHead(503).end();
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await makeDue(webhook.id);
      expect(await deliverDue()).toBe(1);
    }
    expect(await owed(webhook.id)).toMatchObject([{ state: 'failed', attempts: 8, wait: null }]);
  });

  it('that is answered 410 disables its webhook, and what else is owed there is given up', async () => {
    const webhook = await admitEnded();
    receiver.answer = (response) => response.writeHead(410).end();
    await deliverDue();
    expect(await readWebhook(webhook.id)).toMatchObject({
      enabled: false,
      disabledReason: 'The address answered 410 Gone.',
    });
    await fixture.owner.query(
      `INSERT INTO core."WebhookDelivery" (id, "webhookId", "accountId", event, "subjectId")
       VALUES ($1, $2, 'acc_1', 'webhook.test', $2)`,
      [newId('msg'), webhook.id],
    );
    await deliverDue();
    await fixture.deps.deliveries.dropDisabled();
    expect(await owed(webhook.id)).toMatchObject([
      { state: 'failed', attempts: 1 },
      { state: 'failed', attempts: 0 },
    ]);
    expect(receiver.received).toHaveLength(1);
  });

  it('that fails after five days without a success disables its webhook', async () => {
    const webhook = await admitEnded();
    receiver.answer = (response) => response.writeHead(404).end();
    const failing = (days: number) =>
      fixture.owner.query(`UPDATE core."Webhook" SET "failingSince" = now() - $2 * interval '1 day' WHERE id = $1`, [
        webhook.id,
        days,
      ]);
    await failing(4.9);
    await deliverDue();
    expect(await readWebhook(webhook.id)).toMatchObject({ enabled: true });
    await failing(5.1);
    await makeDue(webhook.id);
    await deliverDue();
    const disabledReason = 'No delivery has succeeded for 5 days.';
    expect(await readWebhook(webhook.id)).toMatchObject({ enabled: false, disabledReason });
  });

  it('carries a signature of the old secret too while that is valid, and not a moment longer', async () => {
    const webhook = await admitEnded();
    const old = await addSecret(fixture.owner, webhook.id, `now() + interval '1 hour'`);
    const expired = await addSecret(fixture.owner, webhook.id, `now() - interval '1 second'`);
    await deliverDue();
    expect(verified(webhook)).toEqual(verified({ ...webhook, secret: old }));
    expect(() => verified({ ...webhook, secret: expired })).toThrow();
    await fixture.deps.deliveries.forgetOld(30);
    const kept = 'SELECT 1 FROM core."WebhookSecret" WHERE "webhookId" = $1';
    expect((await fixture.owner.query(kept, [webhook.id])).rowCount).toBe(2);
  });

  it('is made once, however many workers look at the same time', async () => {
    const webhook = await admitEnded();
    const other = await fixture.startWorker();
    const [job] = await fixture.deps.deliveries.listDue(10);
    if (!job) throw new Error('nothing is due');
    await Promise.all([fixture.deps, other, fixture.deps, other].map((deps) => deliverWebhook(deps, job)));
    expect(receiver.received).toHaveLength(1);
    expect(await owed(webhook.id)).toMatchObject([{ attempts: 1, state: 'delivered' }]);
  });

  it('whose worker died with it in hand is made again', async () => {
    const webhook = await admitEnded();
    const [job] = await fixture.deps.deliveries.listDue(10);
    if (!job) throw new Error('nothing is due');
    expect(await fixture.deps.deliveries.claim(job)).toMatchObject({ webhookId: webhook.id });
    expect(await fixture.deps.deliveries.listDue(10)).toEqual([]);
    await fixture.owner.query(`UPDATE core."WebhookDelivery" SET "claimedUntil" = now() - interval '1 second'`);
    expect(await deliverDue()).toBe(1);
    expect(await owed(webhook.id)).toMatchObject([{ attempts: 1, state: 'delivered' }]);
  });

  it('to an address that hangs leaves room for those to others: eight at once, and no more', async () => {
    const { accountId, webhook } = await admit('Hello');
    const insert = `INSERT INTO core."WebhookDelivery" (id, "webhookId", "accountId", event, "subjectId")
      SELECT 'msg_many' || n, $1, $2, 'webhook.test', $1 FROM generate_series(1, 50) n`;
    await fixture.owner.query(insert, [webhook.id, accountId]);
    const other = await addReceiver(accountId);
    await fixture.owner.query(insert.replace('msg_many', 'msg_other').replace('50', '3'), [other.id, accountId]);
    const due = await fixture.deps.deliveries.listDue(100);
    expect(due).toHaveLength(8 + 3);
    for (const job of due) await fixture.deps.deliveries.claim(job);
    expect(await fixture.deps.deliveries.listDue(100)).toEqual([]);
  });

  it('goes to no private address unless the operator allows it', async () => {
    const webhook = await admitEnded();
    const strict = await fixture.startWorker({ WEBHOOK_ALLOW_PRIVATE_ADDRESSES: 'false' });
    await deliverDue(strict);
    expect(receiver.received).toEqual([]);
    const error = 'the address is not one of the public internet';
    expect(await owed(webhook.id)).toMatchObject([{ state: 'pending', log: [{ status: null, error }] }]);
  });
});

describe('a running worker', () => {
  it('delivers what comes to be owed, also after Redis has lost its queue', async () => {
    const running = startWebhooks({ ...fixture.deps, keepDays: 30 }, () => undefined);
    try {
      const webhook = await admitEnded();
      await eventually(async () => (await owed(webhook.id))[0]?.['state'] === 'delivered');
      await fixture.deps.redis.flushdb();
      const next = await admitEnded();
      await eventually(async () => (await owed(next.id))[0]?.['state'] === 'delivered');
      expect(receiver.received).toHaveLength(2);
    } finally {
      await running.stop();
    }
  });
});
