import { setBudgets } from '@smart-ai-hub/ledger';
import { createPool } from '@smart-ai-hub/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';

let fixture: GatewayFixture;
beforeAll(async () => {
  fixture = await createGatewayFixture();
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const messages = [{ role: 'user', content: 'Hello' }];
const chat = (caller: Caller, headers: Record<string, string> = {}) =>
  caller.post('/v1/chat/completions', { model: MODEL, messages, max_tokens: 100 }, { headers });
const owner = () => createPool({ url: fixture.databaseUrl, max: 1 });

describe('the most that a call may cost', () => {
  it('bounds its hold, stands with the run, and goes along to the worker', async () => {
    const caller = await fixture.openAccount();
    const answer = chat(caller, { 'x-hub-max-cost': '0.002' });
    const run = await fixture.worker.nextRun();
    expect(run.payload.capMicros).toBe('2000');
    expect((await fixture.readMoney(caller.accountId)).held).toBe(2_000n);
    await run.finish();
    expect((await answer).status).toBe(200);
    const shown = (await (await caller.get(`/api/runs/${run.payload.runId}`)).json()) as { run: object };
    expect(shown.run).toMatchObject({ maxCost: 0.002, parts: null });
  });

  it('is a member of the body in the hub’s own dialect', async () => {
    const caller = await fixture.openAccount();
    const content = [{ type: 'text', text: 'Hello' }];
    await caller.post('/api/runs', { model: MODEL, messages: [{ role: 'user', content }], maxCost: 0.001 });
    const run = await fixture.worker.nextRun();
    expect(run.payload.capMicros).toBe('1000');
    await run.finish();
  });

  it('refuses a call whose prompt alone costs more, before anything is held', async () => {
    const caller = await fixture.openAccount();
    const response = await chat(caller, { 'x-hub-max-cost': '0.000001' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'cost_cap_too_low' } });
    expect(await fixture.runsOf(caller.accountId)).toEqual([]);
  });

  it.each(['0', '-1', 'much', '', '0.0000001', '1e99', 'NaN'])('refuses "%s" as such a cost', async (cost) => {
    const response = await chat(await fixture.openAccount(), { 'x-hub-max-cost': cost });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { param: 'X-Hub-Max-Cost', message: expect.stringContaining('X-Hub-Max-Cost') },
    });
  });
});

describe('a call that runs into a limit', () => {
  it('of its budget is told which one and when it begins anew, by the errors that each SDK raises for payment', async () => {
    const caller = await fixture.openAccount();
    const pool = owner();
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM auth."ApiKey" WHERE "accountId" = $1', [
      caller.accountId,
    ]);
    await setBudgets(pool, {
      accountId: caller.accountId,
      subject: { apiKeyId: rows[0]?.id ?? '' },
      limits: { day: 0.000001 },
    });
    await pool.end();
    const response = await chat(caller);
    expect(response.status).toBe(402);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(await response.json()).toMatchObject({
      error: { type: 'insufficient_quota', code: 'budget_exceeded', limit_source: 'key_day_budget' },
    });
    const anthropic = new Anthropic({ apiKey: caller.apiKey, baseURL: fixture.url });
    const failed: unknown = await anthropic.messages
      .create({ model: MODEL, max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] })
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({
      status: 402,
      error: { error: { type: 'billing_error', limit_source: 'key_day_budget' } },
    });
    const content = [{ type: 'text', text: 'Hello' }];
    const own = await caller.post('/api/runs', { model: MODEL, messages: [{ role: 'user', content }] });
    expect(await own.json()).toMatchObject({ code: 'budget_exceeded', limit_source: 'key_day_budget' });
  });

  it('of its credits is told that it is the balance', async () => {
    const caller = await fixture.openAccount(0.000_001);
    const response = await chat(caller);
    expect(response.status).toBe(402);
    expect(await response.json()).toMatchObject({ error: { limit_source: 'balance' } });
  });

  it('of its key’s requests in a minute is told to wait, and the official SDKs raise what they have for it', async () => {
    const caller = await fixture.openAccount();
    const pool = owner();
    await pool.query('UPDATE auth."ApiKey" SET "requestsPerMinute" = 1 WHERE "accountId" = $1', [caller.accountId]);
    await pool.end();
    const first = chat(caller);
    await (await fixture.worker.nextRun()).finish();
    expect((await first).status).toBe(200);
    const openai = new OpenAI({ apiKey: caller.apiKey, baseURL: `${fixture.url}/v1`, maxRetries: 0 });
    const failed: unknown = await openai.chat.completions
      .create({ model: MODEL, messages: [{ role: 'user', content: 'Hello' }] })
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(OpenAI.RateLimitError);
    expect(failed).toMatchObject({ code: 'rate_limited', error: { limit_source: 'key_requests' } });
    expect(await fixture.runsOf(caller.accountId)).toHaveLength(1);
  });
});
