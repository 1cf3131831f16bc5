import { createPool } from '@smart-ai-hub/database';
import { hashApiKey } from '@smart-ai-hub/service-kit';
import { text } from '@smart-ai-hub/dialects/fixtures/run-events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import {
  type Caller,
  type GatewayFixture,
  MODEL,
  SECOND_MODEL,
  createGatewayFixture,
} from '../../fixtures/gateway-fixture.ts';

let fixture: GatewayFixture;
let owner: Pool;
beforeAll(async () => {
  fixture = await createGatewayFixture({ MODEL_ALIASES: `{"shared":["${MODEL}","${SECOND_MODEL}*5"]}` });
  owner = createPool({ url: fixture.databaseUrl, max: 1 });
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await owner.end();
  await fixture.close();
});

const messages = [{ role: 'user', content: 'Hello' }];
const dialects = [
  { dialect: 'openai-chat', path: '/v1/chat/completions', body: { messages } },
  { dialect: 'anthropic-messages', path: '/v1/messages', body: { messages, max_tokens: 100 } },
  { dialect: 'openai-responses', path: '/v1/responses', body: { input: 'Hello' } },
  {
    dialect: 'hub',
    path: '/api/runs',
    body: { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] },
  },
];
const SECOND_PROVIDER = 'simulator-other';

describe.each(dialects)('a call in $dialect', ({ path, body }) => {
  /** The models that may answer such a call, in order; it is answered and paid for. */
  async function modelsAsked(asked: object, caller?: Caller, headers: Record<string, string> = {}) {
    const from = caller ?? (await fixture.openAccount());
    const answer = from.post(path, { ...body, ...asked }, { headers });
    const run = await fixture.worker.nextRun();
    await run.say({ type: 'started', model: MODEL, provider: 'simulator-openai' }, text('Hi.'));
    await run.finish();
    expect((await answer).ok).toBe(true);
    return run.payload.models;
  }
  async function openAccountWithFallback(names: string[]): Promise<Caller> {
    const caller = await fixture.openAccount();
    await owner.query('UPDATE auth."ApiKey" SET "fallbackModels" = $1 WHERE hash = $2', [
      names,
      hashApiKey(caller.apiKey),
    ]);
    return caller;
  }

  it('goes to the providers that it asks for, in its order', async () => {
    expect(await modelsAsked({ model: 'auto', provider: { order: [SECOND_PROVIDER] } })).toEqual([SECOND_MODEL, MODEL]);
    expect(await modelsAsked({ model: 'auto', provider: { only: [SECOND_PROVIDER] } })).toEqual([SECOND_MODEL]);
    expect(await modelsAsked({ model: 'auto', provider: { allow_fallbacks: false } })).toEqual([MODEL]);
  });

  it('that leaves no provider is refused with 404, a wish that is none with 400; both name the field', async () => {
    const caller = await fixture.openAccount();
    const unserved = await caller.post(path, { ...body, model: MODEL, provider: { only: [SECOND_PROVIDER] } });
    expect([unserved.status, await unserved.text()]).toEqual([404, expect.stringContaining('provider: leaves no')]);
    const wrong = await caller.post(path, { ...body, model: MODEL, provider: { sort: 'cheap' } });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('provider.sort')]);
    expect(await fixture.runsOf(caller.accountId)).toEqual([]);
  });

  it('of an alias with weights goes first to a model that has one', async () => {
    expect(await modelsAsked({ model: 'shared' })).toEqual([SECOND_MODEL, MODEL]);
  });

  it('of one model may be answered by the fallback models of its key, unless its caller says otherwise', async () => {
    const caller = await openAccountWithFallback(['gone', SECOND_MODEL]);
    expect(await modelsAsked({ model: MODEL }, caller)).toEqual([MODEL, SECOND_MODEL]);
    expect(await modelsAsked({ model: MODEL }, caller, { 'x-hub-fallback': 'off' })).toEqual([MODEL]);
    expect(await modelsAsked({ model: MODEL, provider: { allow_fallbacks: false } }, caller)).toEqual([MODEL]);
    const unclear = await caller.post(path, { ...body, model: MODEL }, { headers: { 'x-hub-fallback': 'no' } });
    expect([unclear.status, await unclear.text()]).toEqual([400, expect.stringContaining('X-Hub-Fallback')]);
  });
});

describe('a batch', () => {
  it('makes its calls with the fallback models of the key that sent it', async () => {
    const caller = await fixture.openAccount();
    const { rows } = await owner.query(
      `UPDATE auth."ApiKey" SET "fallbackModels" = $1 WHERE hash = $2 RETURNING id, "userId"`,
      [[SECOND_MODEL], hashApiKey(caller.apiKey)],
    );
    const batch = { accountId: caller.accountId, apiKeyId: rows[0]?.id, userId: rows[0]?.userId };
    const sender = await fixture.deps.batches.findCaller(
      batch as Parameters<typeof fixture.deps.batches.findCaller>[0],
    );
    expect(sender?.fallbackModels).toEqual([SECOND_MODEL]);
  });
});
