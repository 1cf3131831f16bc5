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

  it('answers 400 naming the field for a state, page or limit out of bounds', async () => {
    const account = await seedAccount(pool);
    for (const query of ['state=lost', 'page=0', 'limit=101']) {
      const { body } = await list(account, `?${query}`).expect(400);
      expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: query.split('=')[0] }] });
    }
  });

  it('shows nothing of another account', async () => {
    await seedRun(ledger, await seedAccount(pool), { end: { state: 'done', costMicros: 1n } });
    const { body } = await list(await seedAccount(pool)).expect(200);
    expect(body).toEqual({ runs: [], total: 0, page: 1, totalPages: 0 });
  });
});
