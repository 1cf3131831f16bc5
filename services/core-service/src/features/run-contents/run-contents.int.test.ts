import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@smart-ai-hub/database';
import { createLedger, type Ledger } from '@smart-ai-hub/ledger';
import { createMetrics } from '@smart-ai-hub/service-kit';
import {
  createTestDatabase,
  createTestRedis,
  eventually,
  type TestDatabase,
  type TestRedis,
} from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from '../../fixtures/key-server.ts';
import { seedAccount, type SeededAccount } from '../../fixtures/seed-account.ts';
import { seedRun } from '../../fixtures/seed-run.ts';
import { createPrune } from '../retention/start-retention.ts';

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let core: Core;
let owner: Pool;
let worker: Pool;
let ledger: Ledger;
let prune: () => Promise<void>;

beforeAll(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url });
  owner = createPool({ url: database.url, max: 3 });
  worker = createPool({ url: database.url, role: 'hub_worker', max: 3 });
  ledger = createLedger({ pool: owner });
  const { context, selling, ...dependencies } = core.dependencies;
  const metrics = createMetrics({ service: 'core-service' });
  prune = createPrune({ ...dependencies, ...selling, config: context.config, logger: context.logger, metrics });
});
afterAll(async () => {
  await Promise.all([core.close(), owner.end(), worker.end(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const call = (account: SeededAccount, method: 'get' | 'put' | 'delete', path: string) =>
  request(core.app)[method](path).auth(keyServer.issueToken(account.identity), { type: 'bearer' });
const put = (account: SeededAccount, keepDays: number | null) =>
  call(account, 'put', '/api/content-retention').send({ keepDays });

/** What llm-worker does at the end of a call. */
async function keep(runId: string): Promise<boolean> {
  const request = { form: 'openai-chat', body: { messages: [{ role: 'user', content: `asked ${runId} \u0000` }] } };
  const answer = [{ type: 'text', text: `answered ${runId}` }];
  const { rows } = await worker.query<{ kept: boolean }>('SELECT core.keep_run_content($1, $2, $3, false) AS kept', [
    runId,
    JSON.stringify(request),
    JSON.stringify(answer),
  ]);
  return rows[0]?.kept === true;
}

const seedDone = (account: SeededAccount) => seedRun(ledger, account, { end: { state: 'done', costMicros: 1n } });

async function seedKept(account: SeededAccount): Promise<string> {
  const runId = await seedDone(account);
  expect(await keep(runId)).toBe(true);
  return runId;
}

const countKept = async ({ identity }: SeededAccount): Promise<number> =>
  Number(
    (
      await owner.query<{ n: string }>('SELECT count(*) AS n FROM core."RunContent" WHERE "accountId" = $1', [
        identity.accountId,
      ])
    ).rows[0]?.n,
  );

const age = (runId: string, days: number) =>
  owner.query(`UPDATE core."RunContent" SET "keptAt" = now() - $2 * interval '1 day' WHERE "runId" = $1`, [
    runId,
    days,
  ]);

describe('the wish to have prompts and answers kept', () => {
  it('is off until somebody switches it on, and is told as it stands', async () => {
    const account = await seedAccount(owner);
    const off = { retention: { keepDays: null, keptSince: null, isForgetting: false } };
    expect((await call(account, 'get', '/api/content-retention').expect(200)).body).toEqual(off);
    const { body } = await put(account, 30).expect(200);
    expect(body).toMatchObject({ retention: { keepDays: 30, isForgetting: false } });
    expect((await put(account, 7).expect(200)).body).toEqual({
      retention: { ...(body as { retention: object }).retention, keepDays: 7 },
    });
    expect((await put(account, null).expect(200)).body).toEqual(off);
  });

  it('says who agreed to it and when', async () => {
    const account = await seedAccount(owner);
    await put(account, 90).expect(200);
    const { rows } = await owner.query(
      `SELECT "consentedBy", "consentedAt" > now() - interval '1 minute' AS "isNow" FROM core."ContentRetention" WHERE "accountId" = $1`,
      [account.identity.accountId],
    );
    expect(rows).toEqual([{ consentedBy: account.identity.userId, isNow: true }]);
  });

  it.each([0, 2, 365, -1, '30', true])('answers 400 naming the field for %p days', async (keepDays) => {
    const account = await seedAccount(owner);
    const { body } = await call(account, 'put', '/api/content-retention').send({ keepDays }).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'keepDays' }] });
  });

  it('is no business of API keys, nor of anybody without a credential', async () => {
    const account = await seedAccount(owner);
    await put(account, 1).expect(200);
    const runId = await seedKept(account);
    for (const path of ['/api/content-retention', `/api/runs/${runId}/content`]) {
      await request(core.app).get(path).expect(401);
      await request(core.app).get(path).set('x-api-key', account.apiKey).expect(401);
      await request(core.app).get(path).auth(account.apiKey, { type: 'bearer' }).expect(401);
    }
  });
});

describe('the content of a call', () => {
  it('is shown as it was kept, with the moment from which nobody can read it', async () => {
    const account = await seedAccount(owner);
    await put(account, 7).expect(200);
    const runId = await seedKept(account);
    const answer = await call(account, 'get', `/api/runs/${runId}/content`).expect(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { content } = answer.body as { content: { keptAt: string; forgottenAt: string } };
    expect(content).toMatchObject({
      runId,
      request: { form: 'openai-chat', body: { messages: [{ role: 'user', content: `asked ${runId} \u0000` }] } },
      answer: [{ type: 'text', text: `answered ${runId}` }],
      isCut: false,
    });
    expect(Date.parse(content.forgottenAt) - Date.parse(content.keptAt)).toBe(7 * 86_400_000);
  });

  it('is 404 content_not_kept for a call without it, and not_found for one of another account, kept or not', async () => {
    const [account, stranger] = [await seedAccount(owner), await seedAccount(owner)];
    const unkept = await seedDone(account);
    await put(account, 7).expect(200);
    const kept = await seedKept(account);
    for (const method of ['get', 'delete'] as const) {
      const { body } = await call(account, method, `/api/runs/${unkept}/content`).expect(404);
      expect(body).toMatchObject({ code: 'content_not_kept' });
      for (const runId of [unkept, kept, 'run_none']) {
        expect((await call(stranger, method, `/api/runs/${runId}/content`).expect(404)).body).toMatchObject({
          code: 'not_found',
        });
      }
    }
    expect(await countKept(account)).toBe(1);
  });

  it('can be deleted by itself', async () => {
    const account = await seedAccount(owner);
    await put(account, 7).expect(200);
    const [first, second] = [await seedKept(account), await seedKept(account)];
    await call(account, 'delete', `/api/runs/${first}/content`).expect(204);
    await call(account, 'delete', `/api/runs/${first}/content`).expect(404);
    await call(account, 'get', `/api/runs/${second}/content`).expect(200);
  });

  it('cannot be read after its time, and is deleted then; a shorter time holds for what was kept before', async () => {
    const account = await seedAccount(owner);
    await put(account, 30).expect(200);
    const [young, old] = [await seedKept(account), await seedKept(account)];
    await age(young, 6);
    await age(old, 8);
    await call(account, 'get', `/api/runs/${old}/content`).expect(200);
    await put(account, 7).expect(200);
    await call(account, 'get', `/api/runs/${old}/content`).expect(404);
    await prune();
    expect(await countKept(account)).toBe(1);
    await call(account, 'get', `/api/runs/${young}/content`).expect(200);
  });
});

describe('taking the wish back', () => {
  it('leaves nothing when the request returns, and nothing can be kept after it', async () => {
    const account = await seedAccount(owner);
    await put(account, 7).expect(200);
    await seedKept(account);
    const late = await seedDone(account);
    await put(account, null).expect(200);
    expect(await countKept(account)).toBe(0);
    expect(await keep(late)).toBe(false);
    const { rows } = await owner.query('SELECT 1 FROM core."ContentRetention" WHERE "accountId" = $1', [
      account.identity.accountId,
    ]);
    expect(rows).toEqual([]);
  });

  it('waits for what is being kept at that moment, and deletes it too', async () => {
    const account = await seedAccount(owner);
    await put(account, 7).expect(200);
    const runIds = await Promise.all(Array.from({ length: 20 }, () => seedDone(account)));
    const keeping = Promise.all(runIds.map((runId) => keep(runId)));
    await put(account, null).expect(200);
    await keeping;
    expect(await countKept(account)).toBe(0);
  });

  it('waits for an open transaction that keeps', async () => {
    const account = await seedAccount(owner);
    await put(account, 7).expect(200);
    const runId = await seedDone(account);
    const client = await owner.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT core.keep_run_content($1, '{}', '[]', false)`, [runId]);
      const answer = put(account, null).then(({ status }) => status);
      const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await eventually(async () => (await owner.query(waiting)).rows.length > 0);
      await client.query('COMMIT');
      expect(await answer).toBe(200);
    } finally {
      client.release();
    }
    expect(await countKept(account)).toBe(0);
  });

  it('hides at once what is not deleted yet, also when the wish is renewed meanwhile', async () => {
    const account = await seedAccount(owner);
    const { accountId, userId } = account.identity;
    await put(account, 7).expect(200);
    const before = await seedKept(account);
    // As a request leaves it that ran out of time.
    await owner.query('SELECT core.set_content_retention($1, $2, NULL)', [accountId, userId]);
    await call(account, 'get', `/api/runs/${before}/content`).expect(404);
    const { body } = await call(account, 'get', '/api/content-retention').expect(200);
    expect(body).toEqual({ retention: { keepDays: null, keptSince: null, isForgetting: true } });
    expect((await put(account, 7).expect(200)).body).toMatchObject({ retention: { keepDays: 7, isForgetting: true } });
    await call(account, 'get', `/api/runs/${before}/content`).expect(404);
    const after = await seedKept(account);
    await prune();
    expect(await countKept(account)).toBe(1);
    await call(account, 'get', `/api/runs/${after}/content`).expect(200);
    expect((await call(account, 'get', '/api/content-retention').expect(200)).body).toMatchObject({
      retention: { keepDays: 7, isForgetting: false },
    });
  });

  it('deletes thousands in a few statements', async () => {
    const account = await seedAccount(owner);
    await put(account, 7).expect(200);
    await owner.query(
      `INSERT INTO core."RunContent" SELECT 'run_many' || n, $1, '{}', '[]', false, now() FROM generate_series(1, 2500) n`,
      [account.identity.accountId],
    );
    expect((await put(account, null).expect(200)).body).toMatchObject({ retention: { isForgetting: false } });
    expect(await countKept(account)).toBe(0);
  });
});
