import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type ClientOptions, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { apiGroups, type ChatRequest, declaredRoutes, priceOf, type RunState } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { createLedger, type Ledger } from '@smart-ai-hub/ledger';
import { generateApiKey } from '@smart-ai-hub/service-kit';
import {
  createTestDatabase,
  createTestRedis,
  eventually,
  mountedRoutes,
  PROBE_ROUTES,
  type TestDatabase,
  type TestRedis,
} from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import { type RunningMcp, startMcp } from '../../fixtures/create-mcp.ts';
import { playWorker, type Script, usageOfScript } from '../../fixtures/play-worker.ts';
import { seedAccount, type SeededAccount } from '../../fixtures/seed-account.ts';

const price = {
  inputMicros: 30_000_000,
  cacheReadMicros: 3_000_000,
  cacheWrite5mMicros: 37_500_000,
  cacheWrite1hMicros: 60_000_000,
  outputMicros: 150_000_000,
};
const costOfScript = Number(priceOf(usageOfScript, price)) / 1e6;

let database: TestDatabase;
let redis: TestRedis;
let pool: Pool;
let ledger: Ledger;
let mcp: RunningMcp;
let worker: Awaited<ReturnType<typeof playWorker>>;
let requests: ChatRequest[] = [];

const scriptOf: Script = (request) => {
  requests.push(request);
  const part = request.messages[0]?.content[0];
  const prompt = part?.type === 'text' ? part.text : '';
  if (prompt === 'fail') return { pieces: [], end: 'fails' };
  if (prompt === 'break off') return { pieces: ['half '], end: 'fails' };
  if (prompt === 'go on and on') return { pieces: ['and on '], end: 'waits' };
  return { pieces: ['Hello', ', ', 'world'], end: 'done' };
};

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  pool = createPool({ url: database.url, max: 4 });
  ledger = createLedger({ pool });
  mcp = await startMcp({ databaseUrl: database.url, redisUrl: redis.url });
  worker = await playWorker(redis.url, ledger, scriptOf);
  await pool.query(
    `INSERT INTO core."Model" (id, provider, "displayName", kind, simulated, "contextTokens", "maxOutputTokens",
       "typicalOutputTokens", price, capabilities, "updatedAt")
     VALUES ('sample-model', 'sample', 'Sample', 'chat', true, 200000, 64000, 800, $1, $2, now()),
            ('sample-embedding', 'sample', 'Sample', 'embedding', true, 8192, 0, 0, $1, $2, now())`,
    [JSON.stringify(price), JSON.stringify({ tools: true, images: false, reasoning: false })],
  );
});

afterAll(async () => {
  await Promise.all([mcp.close(), worker.stop()]);
  await pool.end();
  await Promise.all([database.drop(), redis.drop()]);
});

type Headers = Record<string, string>;

async function connect(headers: Headers, options?: ClientOptions): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' }, options);
  await client.connect(new StreamableHTTPClientTransport(mcp.url, { requestInit: { headers } }));
  return client;
}

const keyOf = ({ apiKey }: SeededAccount): Headers => ({ authorization: `Bearer ${apiKey}` });

const post = (headers: Headers, message: object) =>
  fetch(mcp.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify(message),
  });

const endless = { model: 'sample-model', prompt: 'go on and on' };

async function stateOfRun({ identity }: SeededAccount): Promise<RunState | undefined> {
  const { rows } = await pool.query<{ state: RunState }>('SELECT state FROM core."Run" WHERE "accountId" = $1', [
    identity.accountId,
  ]);
  return rows[0]?.state;
}

const eras: [string, ClientOptions][] = [
  ['of 2025', {}],
  ['of 2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
];

it('mounts every route that is declared as its own, and no other', () => {
  expect(mountedRoutes(mcp.app)).toEqual([...declaredRoutes(apiGroups, 'mcp-server'), ...PROBE_ROUTES].sort());
});

describe.each(eras)('the official client %s', (_era, options) => {
  it('finds three tools with their schemas', async () => {
    const client = await connect(keyOf(await seedAccount(pool)), options);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(['ask_model', 'get_balance', 'list_models']);
    for (const tool of tools) expect(tool.outputSchema).toMatchObject({ type: 'object' });
    await client.close();
  });

  it('lists the models that answer, with prices in credits', async () => {
    const client = await connect(keyOf(await seedAccount(pool)), options);
    const { structuredContent } = await client.callTool({ name: 'list_models', arguments: {} });
    expect(structuredContent).toMatchObject({
      models: [{ id: 'sample-model', simulated: true, price: { input: 30, cacheRead: 3, output: 150, tiers: [] } }],
    });
    await client.close();
  });

  it('asks a model, gets its text, and the balance falls by the cost that it is told', async () => {
    const client = await connect(keyOf(await seedAccount(pool, 10)), options);
    requests = [];
    const question = { model: 'sample-model', prompt: 'hi', system: 'be brief', maxOutputTokens: 50 };
    const answer = await client.callTool({ name: 'ask_model', arguments: question });
    expect(answer).toMatchObject({
      content: [{ type: 'text', text: 'Hello, world' }],
      structuredContent: {
        model: 'sample-model',
        text: 'Hello, world',
        stopReason: 'end_turn',
        usage: usageOfScript,
        cost: costOfScript,
      },
    });
    expect(requests).toMatchObject([
      {
        model: 'sample-model',
        system: [{ text: 'be brief' }],
        messages: [{ role: 'user', content: [{ text: 'hi' }] }],
        maxOutputTokens: 50,
      },
    ]);
    const { structuredContent } = await client.callTool({ name: 'get_balance', arguments: {} });
    expect(structuredContent).toEqual({ balance: 10 - costOfScript, available: 10 - costOfScript, held: 0 });
    await client.close();
  });

  it('is told of a failure as a tool error with our code and words, and of what was charged', async () => {
    const client = await connect(keyOf(await seedAccount(pool, 10)), options);
    const ask = (prompt: string, model = 'sample-model') =>
      client.callTool({ name: 'ask_model', arguments: { model, prompt } });
    expect(await ask('fail')).toMatchObject({
      isError: true,
      structuredContent: {
        error: {
          code: 'provider_unavailable',
          detail: 'The provider is overloaded. Nothing was charged.',
          retryable: true,
          retryAfterSeconds: 3,
        },
      },
    });
    expect(await ask('break off')).toMatchObject({
      isError: true,
      structuredContent: { error: { detail: expect.stringContaining(`${costOfScript} credits were charged`) } },
    });
    expect(await ask('hi', 'no-such-model')).toMatchObject({
      isError: true,
      structuredContent: { error: { code: 'model_not_found', retryable: false } },
    });
    await client.close();
  });

  it('is refused without enough credits before anything starts', async () => {
    const client = await connect(keyOf(await seedAccount(pool, 0)), options);
    const answer = await client.callTool({ name: 'ask_model', arguments: { model: 'sample-model', prompt: 'hi' } });
    expect(answer).toMatchObject({ isError: true, structuredContent: { error: { code: 'insufficient_credits' } } });
    await client.close();
  });

  it('stops the run when it hangs up', async () => {
    const account = await seedAccount(pool, 10);
    const client = await connect(keyOf(account), options);
    const asking = client.callTool({ name: 'ask_model', arguments: endless });
    const hungUp = expect(asking).rejects.toThrow();
    await eventually(async () => (await stateOfRun(account)) === 'running');
    await client.close();
    await hungUp;
    await eventually(async () => (await stateOfRun(account)) === 'cancelled');
  });
});

it('stops the run when a client of 2026-07-28 cancels its request', async () => {
  const account = await seedAccount(pool, 10);
  const client = await connect(keyOf(account), { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  const giveUp = new AbortController();
  const asking = client.callTool({ name: 'ask_model', arguments: endless }, { signal: giveUp.signal });
  const cancelled = expect(asking).rejects.toThrow();
  await eventually(async () => (await stateOfRun(account)) === 'running');
  giveUp.abort();
  await cancelled;
  await eventually(async () => (await stateOfRun(account)) === 'cancelled');
  await client.close();
});

describe('POST /mcp', () => {
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

  it('answers 401 with WWW-Authenticate and a JSON-RPC error without a valid credential', async () => {
    for (const headers of [{}, { 'x-api-key': generateApiKey() }, { authorization: 'Bearer nonsense' }]) {
      const response = await post(headers, ping);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32_000 } });
    }
  });

  it('answers 503, not 401, when an access token cannot be checked', async () => {
    const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: 'any' })).toString('base64url');
    const response = await post({ authorization: `Bearer ${header}.e30.c2ln` }, ping);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
  });

  it.each([
    ['broken JSON', 400, -32_700, '{', {}],
    ['JSON in another character set', 415, -32_000, '{}', { 'content-type': 'application/json; charset=latin9' }],
    ['a body nested without reason', 400, -32_600, '['.repeat(400) + ']'.repeat(400), {}],
  ])('refuses %s with %i and the JSON-RPC error %i', async (_name, status, code, body, headers) => {
    const { apiKey } = await seedAccount(pool);
    const response = await fetch(mcp.url, {
      method: 'POST',
      headers: {
        'x-api-key': apiKey,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body,
    });
    expect([response.status, await response.json()]).toEqual([
      status,
      expect.objectContaining({ error: expect.objectContaining({ code }) }),
    ]);
  });

  it('answers another method with 405', async () => {
    const { apiKey } = await seedAccount(pool);
    const response = await fetch(mcp.url, { headers: { 'x-api-key': apiKey } });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('takes the key as x-api-key as well', async () => {
    const { apiKey } = await seedAccount(pool);
    expect((await post({ 'x-api-key': apiKey }, ping)).status).toBe(200);
  });
});
