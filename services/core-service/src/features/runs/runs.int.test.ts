import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@smart-ai-hub/database';
import { createLedger, type Ledger } from '@smart-ai-hub/ledger';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { seedAccount, type SeededAccount } from '../../fixtures/seed-account.ts';
import { seedRun, seededUsage } from '../../fixtures/seed-run.ts';

let database: TestDatabase;
let redis: TestRedis;
let core: Core;
let pool: Pool;
let ledger: Ledger;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: 'http://127.0.0.1:1' });
  pool = createPool({ url: database.url, max: 2 });
  ledger = createLedger({ pool });
});

afterAll(async () => {
  await Promise.all([core.close(), pool.end()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const list = (account: SeededAccount, query = '') =>
  request(core.app).get(`/api/runs${query}`).set('x-api-key', account.apiKey);

const seedDone = (account: SeededAccount, costMicros: bigint) =>
  seedRun(ledger, account, { end: { state: 'done', costMicros } });

const manyId = ({ identity }: SeededAccount, n: number) =>
  `run_${identity.accountId.slice(4)}${String(n).padStart(6, '0')}`;

/** Ended runs, a hundred at each moment, numbered from the oldest on. */
const seedMany = (account: SeededAccount, count: number) =>
  pool.query(
    `INSERT INTO core."Run" (id, "accountId", "userId", model, provider, dialect, stream, state, "queueDeadlineAt", "requestHash",
                             price, "holdMicros", "costMicros", "createdAt", "endedAt")
     SELECT 'run_' || substr($1, 5) || lpad(n::text, 6, '0'), $1, 'usr', 'sample', 'sample', 'hub', false, 'done', now(), '', '{}',
            0, 0, '2026-03-01T00:00Z'::timestamptz + (n / 100) * interval '1 second', now()
     FROM generate_series(1, $2::int) n`,
    [account.identity.accountId, count],
  );

describe('GET /api/runs', () => {
  it('answers 200 with the calls of the account, newest first, with usage and cost', async () => {
    const account = await seedAccount(pool);
    const done = await seedRun(ledger, account, { end: { state: 'done', costMicros: 50_000n } });
    const failed = await seedRun(ledger, account, { end: { state: 'error', costMicros: 0n } });
    const queued = await seedRun(ledger, account);
    const { body } = await list(account).expect(200);
    expect(body).toMatchObject({
      total: 3,
      page: 1,
      totalPages: 1,
      runs: [
        { id: queued, state: 'queued', cost: null, usage: null, held: 0.25, endedAt: null },
        { id: failed, state: 'error', cost: 0, held: 0, errorCode: 'provider_unavailable', stopReason: null },
        { id: done, state: 'done', cost: 0.05, usage: seededUsage, held: 0, stopReason: 'end_turn', firstTokenMs: 120 },
      ],
    });
  });

  it('filters by state, and counts what it filtered', async () => {
    const account = await seedAccount(pool);
    await seedRun(ledger, account, { end: { state: 'done', costMicros: 1n } });
    const failed = await seedRun(ledger, account, { end: { state: 'error', costMicros: 0n } });
    const { body } = await list(account, '?state=error').expect(200);
    expect(body).toMatchObject({ total: 1, runs: [{ id: failed }] });
  });

  it('filters by model, key, error, cost and time, all of them at once', async () => {
    const account = await seedAccount(pool);
    const [cheap, dear] = [await seedDone(account, 1n), await seedDone(account, 3_000_000n)];
    const failed = await seedRun(ledger, account, { end: { state: 'error', costMicros: 0n } });
    await pool.query(`UPDATE core."Run" SET "apiKeyId" = 'key_a', model = 'other-model' WHERE id = $1`, [dear]);
    await pool.query(`UPDATE core."Run" SET "createdAt" = '2026-03-01T12:00Z' WHERE id = $1`, [cheap]);
    const found = async (query: string) => {
      const { body } = await list(account, `?${query}`).expect(200);
      return [(body as { total: number }).total, ...(body as { runs: { id: string }[] }).runs.map(({ id }) => id)];
    };
    expect(await found('model=other-model')).toEqual([1, dear]);
    expect(await found('keyId=key_a')).toEqual([1, dear]);
    expect(await found('keyId=session')).toEqual([2, failed, cheap]);
    expect(await found('errorCode=provider_unavailable')).toEqual([1, failed]);
    expect(await found('minCost=0.000001')).toEqual([2, dear, cheap]);
    expect(await found('minCost=3')).toEqual([1, dear]);
    expect(await found('from=2026-03-01&to=2026-03-02')).toEqual([1, cheap]);
    expect(await found('from=2026-03-01T12:00:00.001Z')).toEqual([2, failed, dear]);
    expect(await found('model=other-model&state=error')).toEqual([0]);
  });

  it('answers 400 naming the field for a filter, page or limit out of bounds', async () => {
    const account = await seedAccount(pool);
    const wrong = [
      'state=lost',
      'page=0',
      'limit=101',
      'errorCode=none',
      'from=yesterday',
      'minCost=-1',
      'minCost=0.0000001',
    ];
    for (const query of wrong) {
      const { body } = await list(account, `?${query}`).expect(400);
      expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: query.split('=')[0] }] });
    }
  });

  type Listed = {
    runs: { id: string }[];
    next: string | null;
    total: number;
    totalPages: number;
    isTotalExact: boolean;
  };

  it('leads to every call once by `next`, also where many were sent at the same moment', async () => {
    const account = await seedAccount(pool);
    await seedMany(account, 250);
    const ids: string[] = [];
    let steps = 0;
    for (let next: string | null = ''; next !== null; steps += 1) {
      const { body }: request.Response = await list(account, `?limit=60${next === '' ? '' : `&before=${next}`}`).expect(
        200,
      );
      ids.push(...(body as Listed).runs.map(({ id }) => id));
      next = (body as Listed).next;
    }
    expect(ids).toEqual(Array.from({ length: 250 }, (_, n) => manyId(account, 250 - n)));
    expect(steps).toBe(5);
  });

  it('counts up to ten thousand, says that there are more, and has pages no further than that', async () => {
    const account = await seedAccount(pool);
    await seedMany(account, 10_050);
    const { body } = await list(account, '?limit=100').expect(200);
    expect(body).toMatchObject({ total: 10_000, totalPages: 100, isTotalExact: false });
    const last = await list(account, '?limit=100&page=100').expect(200);
    expect((last.body as Listed).runs).toHaveLength(100);
    const rest = await list(account, `?limit=100&before=${(last.body as Listed).next}`).expect(200);
    expect(rest.body).toMatchObject({ total: 50, isTotalExact: true, next: null });
    const { body: refusal } = await list(account, '?limit=100&page=101').expect(400);
    expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'page' }] });
  });

  it('says where to go on when a filter has looked through fifty thousand calls in vain', async () => {
    const account = await seedAccount(pool);
    await seedMany(account, 50_001);
    await pool.query('UPDATE core."Run" SET model = $2 WHERE id = $1', [manyId(account, 1), 'rare']);
    const { body } = await list(account, '?model=rare').expect(200);
    expect(body).toEqual({ runs: [], total: 0, page: 1, totalPages: 0, isTotalExact: false, next: manyId(account, 2) });
    const found = await list(account, `?model=rare&before=${manyId(account, 2)}`).expect(200);
    expect(found.body).toMatchObject({ runs: [{ id: manyId(account, 1) }], total: 1, isTotalExact: true, next: null });
  });

  it("answers 400 for a `before` that is no call, or another account's", async () => {
    const account = await seedAccount(pool);
    const foreign = await seedRun(ledger, await seedAccount(pool));
    for (const before of ['run_none', foreign]) {
      const { body } = await list(account, `?before=${before}`).expect(400);
      expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'before' }] });
    }
  });

  it('shows nothing of another account', async () => {
    await seedRun(ledger, await seedAccount(pool), { end: { state: 'done', costMicros: 1n } });
    const { body } = await list(await seedAccount(pool)).expect(200);
    expect(body).toEqual({ runs: [], total: 0, page: 1, totalPages: 0, isTotalExact: true, next: null });
  });
});

describe('GET /api/runs.csv', () => {
  const file = async (account: SeededAccount, query = '') => {
    const answer = await request(core.app).get(`/api/runs.csv${query}`).set('x-api-key', account.apiKey).expect(200);
    expect(answer.headers['content-type']).toContain('text/csv');
    return answer.text.split('\r\n');
  };

  it('has each call of the account once, the oldest first, over many batches, also where moments are the same', async () => {
    const account = await seedAccount(pool);
    await pool.query(
      `INSERT INTO core."Run" (id, "accountId", "userId", model, provider, dialect, stream, state, "queueDeadlineAt", "requestHash",
                               price, "holdMicros", "costMicros", "createdAt", "endedAt")
       SELECT 'run_csv' || lpad(n::text, 4, '0'), $1, 'usr', 'sample', 'sample', 'hub', false, 'done', now(), '', '{}', 0, 0,
              '2026-03-01T00:00Z'::timestamptz + (n / 700) * interval '1 second', now()
       FROM generate_series(1, 1200) n`,
      [account.identity.accountId],
    );
    const ids = (await file(account)).slice(1, -1).map((line) => line.split(',')[0]);
    expect(ids).toEqual(Array.from({ length: 1200 }, (_, n) => `run_csv${String(n + 1).padStart(4, '0')}`));
  });

  it('has usage and cost, what is filtered, and no formula', async () => {
    const account = await seedAccount(pool);
    await seedRun(ledger, account, { end: { state: 'error', costMicros: 0n } });
    const dear = await seedDone(account, 3_000_001n);
    await pool.query(`UPDATE core."Run" SET model = '=cmd()' WHERE id = $1`, [dear]);
    const [header = '', row = '', ...rest] = await file(account, '?minCost=1');
    expect(rest).toEqual(['']);
    const cells = Object.fromEntries(header.split(',').map((name, index) => [name, row.split(',')[index]]));
    expect(cells).toMatchObject({
      id: dear,
      state: 'done',
      model: `'=cmd()`,
      keyId: '',
      inputTokens: '100',
      cost: '3.000001',
    });
  });
});
