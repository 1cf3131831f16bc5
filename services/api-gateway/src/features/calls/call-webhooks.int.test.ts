import { newId } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';

let fixture: GatewayFixture;
let owner: Pool;
beforeAll(async () => {
  fixture = await createGatewayFixture();
  owner = createPool({ url: fixture.databaseUrl, max: 1 });
});
afterAll(async () => {
  await owner.end();
  await fixture.close();
});

async function openAccount(): Promise<{ caller: Caller; webhookId: string }> {
  const [caller, webhookId] = [await fixture.openAccount(), newId('whk')];
  await owner.query(
    `INSERT INTO core."Webhook" (id, "accountId", url, events) VALUES ($1, $2, 'https://example.com/', '{run.completed}')`,
    [webhookId, caller.accountId],
  );
  return { caller, webhookId };
}

const messages = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }];
const createRun = (caller: Caller, webhook: unknown) => caller.post('/api/runs', { model: MODEL, messages, webhook });
const chat = (caller: Caller, webhook: string) =>
  caller.post(
    '/v1/chat/completions',
    { model: MODEL, messages: [{ role: 'user', content: 'Hello' }] },
    { headers: { 'x-hub-webhook': webhook } },
  );

/** What the run that comes to the worker owes after its end. */
async function owedByNextRun(): Promise<object[]> {
  const run = await fixture.worker.nextRun();
  await run.finish();
  const sql = 'SELECT "webhookId", event FROM core."WebhookDelivery" WHERE "subjectId" = $1';
  return (await owner.query<object>(sql, [run.payload.runId])).rows;
}

describe('a call that names a webhook', () => {
  it.each([
    ['all of the account', () => true],
    ['one by its id', (id: string) => id],
  ])('owes it the end of the run, in the hub’s own dialect: %s', async (_, target) => {
    const { caller, webhookId } = await openAccount();
    expect((await createRun(caller, target(webhookId))).status).toBe(202);
    expect(await owedByNextRun()).toEqual([{ webhookId, event: 'run.completed' }]);
  });

  it.each([
    ['all of the account', () => 'true'],
    ['one by its id', (id: string) => id],
  ])('owes it the end of the run, by a header in every dialect: %s', async (_, target) => {
    const { caller, webhookId } = await openAccount();
    const answer = chat(caller, target(webhookId));
    expect(await owedByNextRun()).toEqual([{ webhookId, event: 'run.completed' }]);
    expect((await answer).status).toBe(200);
  });

  it('is a response in the background even when it names none', async () => {
    const { caller, webhookId } = await openAccount();
    await caller.post('/v1/responses', { model: MODEL, input: 'Hello', background: true });
    expect(await owedByNextRun()).toEqual([{ webhookId, event: 'run.completed' }]);
  });

  it('owes nothing when neither is the case', async () => {
    const { caller } = await openAccount();
    await createRun(caller, undefined);
    expect(await owedByNextRun()).toEqual([]);
  });

  it.each([false, 'whk_', 'run_1', 'yes'])('is refused for %j, and nothing is started', async (webhook) => {
    const { caller } = await openAccount();
    const response = await createRun(caller, webhook);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'validation_failed', errors: [{ path: 'webhook' }] });
    expect((await chat(caller, String(webhook))).status).toBe(400);
    expect(await fixture.runsOf(caller.accountId)).toEqual([]);
  });

  it('is refused for another account’s webhook as for one that does not exist', async () => {
    const [{ caller }, { webhookId }] = [await openAccount(), await openAccount()];
    for (const webhook of [webhookId, newId('whk')]) {
      const response = await createRun(caller, webhook);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ path: 'webhook', message: 'no such webhook' }] });
    }
    expect(await fixture.runsOf(caller.accountId)).toEqual([]);
  });
});
