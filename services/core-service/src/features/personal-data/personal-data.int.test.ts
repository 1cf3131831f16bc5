import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { personalDataSchema } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { createLedger, type Ledger } from '@smart-ai-hub/ledger';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import type { z } from 'zod';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from '../../fixtures/key-server.ts';
import { seedAccount, type SeededAccount } from '../../fixtures/seed-account.ts';
import { seedRun } from '../../fixtures/seed-run.ts';

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let core: Core;
let owner: Pool;
let ledger: Ledger;

beforeAll(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url });
  owner = createPool({ url: database.url, max: 3 });
  ledger = createLedger({ pool: owner });
});
afterAll(async () => {
  await Promise.all([core.close(), owner.end(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const bearerOf = ({ identity }: SeededAccount) => keyServer.issueToken(identity);
const send = (account: SeededAccount, method: 'get' | 'put' | 'post', path: string) =>
  request(core.app)[method](path).auth(bearerOf(account), { type: 'bearer' });

type PersonalData = z.output<typeof personalDataSchema>;

async function exportOf(account: SeededAccount): Promise<PersonalData> {
  const answer = await send(account, 'get', '/api/personal-data').expect(200);
  expect(answer.headers['content-disposition']).toBe('attachment; filename=my-data.json');
  expect(answer.headers['cache-control']).toBe('no-store');
  return personalDataSchema.parse(JSON.parse(answer.text));
}

describe('GET /api/personal-data', () => {
  it('has everything of a person: profile, keys, sessions, webhooks, ledger, calls and kept contents', async () => {
    const account = await seedAccount(owner);
    const { accountId, userId } = account.identity;
    await owner.query(`INSERT INTO auth."UserProfile" VALUES ($1, 'Ada', 'Lovelace', NULL)`, [userId]);
    await owner.query(
      `INSERT INTO auth."Session" (id, "userId", "currentTokenHash", "expiresAt", "userAgent") VALUES ('ses_1', $1, 'hash', now(), 'Firefox')`,
      [userId],
    );
    await send(account, 'put', '/api/content-retention').send({ keepDays: 7 }).expect(200);
    const webhook = { url: 'https://example.com/hook', events: ['run.completed'] };
    await send(account, 'post', '/api/webhooks').send(webhook).expect(201);
    const runId = await seedRun(ledger, account, { end: { state: 'done', costMicros: 50_000n } });
    await owner.query(`SELECT core.keep_run_content($1, '{"form":"hub","body":{"a":1}}', '[]', false)`, [runId]);
    await owner.query(
      `INSERT INTO core."Batch" (id, "accountId", "userId", "requestHash") VALUES ('bat_1', $1, $2, '')`,
      [accountId, userId],
    );
    await owner.query(
      `INSERT INTO core."BatchItem" ("batchId", position, "customId", state) VALUES ('bat_1', 0, 'first', 'cancelled')`,
    );
    const data = await exportOf(account);
    expect(data).toMatchObject({
      profile: { id: userId, email: `${userId}@example.com`, firstName: 'Ada', lastName: 'Lovelace' },
      apiKeys: [{ name: 'test' }],
      sessions: [{ id: 'ses_1', userAgent: 'Firefox' }],
      account: { id: accountId, balance: 9.95 },
      autoTopUp: null,
      contentRetention: { keepDays: 7 },
      webhooks: [webhook],
      batches: [{ id: 'bat_1', items: [{ customId: 'first' }] }],
      runs: [{ id: runId, cost: 0.05 }],
      contents: [{ runId, request: { form: 'hub', body: { a: 1 } }, answer: [] }],
    });
    expect(data.transactions.map(({ type }) => type)).toEqual(['welcome', 'hold', 'settlement']);
  });

  it('holds no secret and nothing of anybody else', async () => {
    const [account, stranger] = [await seedAccount(owner), await seedAccount(owner)];
    await seedRun(ledger, stranger, { end: { state: 'done', costMicros: 1n } });
    const text = JSON.stringify(await exportOf(account));
    const { rows } = await owner.query<{ hash: string }>('SELECT hash FROM auth."ApiKey" WHERE "accountId" = $1', [
      account.identity.accountId,
    ]);
    for (const foreign of [
      account.apiKey,
      rows[0]?.hash ?? '',
      stranger.identity.userId,
      stranger.identity.accountId,
    ]) {
      expect(text).not.toContain(foreign);
    }
  });

  it('has each of many calls and contents once, over many batches', async () => {
    const account = await seedAccount(owner);
    const { accountId, userId } = account.identity;
    await owner.query(
      `INSERT INTO core."Run" (id, "accountId", "userId", model, provider, dialect, stream, state, "queueDeadlineAt", "requestHash",
                               price, "holdMicros", "costMicros", "createdAt", "endedAt")
       SELECT 'run_x' || lpad(n::text, 4, '0'), $1, 'usr', 'sample', 'sample', 'hub', false, 'done', now(), '', '{}', 0, 0,
              '2026-03-01T00:00Z'::timestamptz + (n / 700) * interval '1 second', now()
       FROM generate_series(1, 1200) n`,
      [accountId],
    );
    await owner.query('SELECT core.set_content_retention($1, $2, 7)', [accountId, userId]);
    await owner.query(
      `INSERT INTO core."RunContent" SELECT 'run_x' || lpad(n::text, 4, '0'), $1, '{"form":"hub","body":{}}', '[]', false,
              now() + (n / 30) * interval '1 second' FROM generate_series(1, 100) n`,
      [accountId],
    );
    const data = await exportOf(account);
    const ids = (count: number) => Array.from({ length: count }, (_, n) => `run_x${String(n + 1).padStart(4, '0')}`);
    expect(data.runs.map(({ id }) => id)).toEqual(ids(1_200));
    expect(data.contents.map(({ runId }) => runId)).toEqual(ids(100));
  });

  it('answers 401 to an API key and to nobody, and 429 with Retry-After at the seventh time in an hour', async () => {
    const account = await seedAccount(owner);
    await request(core.app).get('/api/personal-data').expect(401);
    await request(core.app).get('/api/personal-data').set('x-api-key', account.apiKey).expect(401);
    for (let time = 1; time <= 6; time += 1) await exportOf(account);
    const refusal = await send(account, 'get', '/api/personal-data').expect(429);
    expect(Number(refusal.headers['retry-after'])).toBeGreaterThan(0);
  });
});
