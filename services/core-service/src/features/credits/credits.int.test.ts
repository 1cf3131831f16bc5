import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { balanceSchema, creditEndpoints, microsToCredits, type Transaction } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { createLedger, type Ledger } from '@smart-ai-hub/ledger';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import type { z } from 'zod';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from '../../fixtures/key-server.ts';
import { seedAccount, type SeededAccount } from '../../fixtures/seed-account.ts';
import { seedRun, seededUsage } from '../../fixtures/seed-run.ts';

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let core: Core;
let pool: Pool;
let ledger: Ledger;

beforeAll(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url });
  pool = createPool({ url: database.url, max: 2 });
  ledger = createLedger({ pool });
});

afterAll(async () => {
  await Promise.all([core.close(), pool.end(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const get = (account: SeededAccount, path: string) => request(core.app).get(path).set('x-api-key', account.apiKey);

async function readBalance(account: SeededAccount): Promise<z.output<typeof balanceSchema>> {
  const { body } = await get(account, '/api/credits/balance').expect(200);
  return balanceSchema.parse(body);
}

const listSchema = creditEndpoints.listTransactions.response;

async function listTransactions(account: SeededAccount, query = '') {
  const { body } = await get(account, `/api/credits/transactions${query}`).expect(200);
  if (listSchema === undefined) throw new Error('the endpoint declares no response');
  return listSchema.parse(body);
}

async function readAllPages(account: SeededAccount, limit: number): Promise<Transaction[]> {
  const first = await listTransactions(account, `?limit=${limit}`);
  const rest = [];
  for (let page = 2; page <= first.totalPages; page += 1) {
    rest.push(...(await listTransactions(account, `?limit=${limit}&page=${page}`)).transactions);
  }
  return [...first.transactions, ...rest];
}

async function seedBusyAccount(): Promise<SeededAccount> {
  const account = await seedAccount(pool, 10);
  await seedRun(ledger, account, { end: { state: 'done', costMicros: 123_457n } });
  await seedRun(ledger, account, { end: { state: 'error', costMicros: 0n } });
  await seedRun(ledger, account, { end: { state: 'interrupted', costMicros: 1n } });
  await seedRun(ledger, account, { holdMicros: 500_000n });
  return account;
}

describe('GET /api/credits/balance', () => {
  it('answers 200 with what is available and what running calls hold, for an API key and for an access token', async () => {
    const account = await seedBusyAccount();
    const expected = { balance: 9.876542, available: 9.376542, held: 0.5, debt: 0 };
    expect(await readBalance(account)).toEqual(expected);
    const token = keyServer.issueToken(account.identity);
    const { body } = await request(core.app).get('/api/credits/balance').auth(token, { type: 'bearer' }).expect(200);
    expect(body).toEqual(expected);
  });

  it('answers 401 for a token of an account that does not exist', async () => {
    const token = keyServer.issueToken({ userId: 'usr_gone', accountId: 'acc_gone', role: 'user' });
    await request(core.app).get('/api/credits/balance').auth(token, { type: 'bearer' }).expect(401);
  });
});

describe('GET /api/credits/transactions', () => {
  it('answers 200, newest first, with signed amounts that sum to the balance', async () => {
    const account = await seedBusyAccount();
    const { transactions, total, page, totalPages } = await listTransactions(account);
    expect({ total, page, totalPages }).toEqual({ total: 8, page: 1, totalPages: 1 });
    expect(transactions.map(({ type }) => type)).toEqual([
      'hold',
      'settlement',
      'hold',
      'void',
      'hold',
      'settlement',
      'hold',
      'welcome',
    ]);
    const sumMicros = transactions.reduce((sum, { amount }) => sum + BigInt(Math.round(amount * 1e6)), 0n);
    expect(microsToCredits(sumMicros)).toBe((await readBalance(account)).balance);
    expect(transactions[0]?.balanceAfter).toBe((await readBalance(account)).balance);
  });

  it('tells of a hold what it held and of a settlement what it released and what was used, in credits', async () => {
    const account = await seedAccount(pool);
    const runId = await seedRun(ledger, account, { end: { state: 'done', costMicros: 50_000n } });
    const { transactions } = await listTransactions(account);
    expect(transactions.find(({ type }) => type === 'hold')).toMatchObject({
      amount: 0,
      metadata: { runId, model: 'sample-model', held: 0.25 },
    });
    expect(transactions.find(({ type }) => type === 'settlement')).toMatchObject({
      amount: -0.05,
      metadata: { runId, model: 'sample-model', released: 0.2, usage: seededUsage },
    });
  });

  it('pages without gap or repetition, whatever the limit', async () => {
    const account = await seedBusyAccount();
    const whole = (await listTransactions(account)).transactions.map(({ id }) => id);
    for (const limit of [1, 3, 7, 8, 100]) {
      expect((await readAllPages(account, limit)).map(({ id }) => id)).toEqual(whole);
    }
    const behind = await listTransactions(account, '?page=99999&limit=100');
    expect(behind).toEqual({ transactions: [], total: 8, page: 99_999, totalPages: 1 });
  });

  it('filters by type, and counts what it filtered', async () => {
    const account = await seedBusyAccount();
    const { transactions, total } = await listTransactions(account, '?type=settlement&limit=1');
    expect(total).toBe(2);
    expect(transactions).toMatchObject([{ type: 'settlement', amount: -0.000001 }]);
  });

  it.each(['page=0', 'page=1.5', 'limit=0', 'limit=101', 'limit=x', 'type=theft'])(
    'answers 400 naming the field for ?%s',
    async (query) => {
      const account = await seedAccount(pool);
      const { body } = await get(account, `/api/credits/transactions?${query}`).expect(400);
      expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: query.split('=')[0] }] });
    },
  );

  it('shows nothing of another account', async () => {
    await seedBusyAccount();
    const other = await seedAccount(pool, 0);
    expect(await readBalance(other)).toEqual({ balance: 0, available: 0, held: 0, debt: 0 });
    const { transactions, total } = await listTransactions(other);
    expect(transactions.filter(({ type }) => type !== 'welcome')).toEqual([]);
    expect(total).toBe(transactions.length);
  });
});
