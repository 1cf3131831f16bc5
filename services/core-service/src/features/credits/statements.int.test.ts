import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { creditEndpoints, type Statement } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { createLedger } from '@smart-ai-hub/ledger';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from '../../fixtures/key-server.ts';
import { seedAccount, type SeededAccount } from '../../fixtures/seed-account.ts';
import { seedRun } from '../../fixtures/seed-run.ts';

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let core: Core;
let pool: Pool;

beforeAll(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url });
  pool = createPool({ url: database.url, max: 2 });
});

afterAll(async () => {
  await Promise.all([core.close(), pool.end(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const get = (account: SeededAccount, path: string) =>
  request(core.app).get(`/api/credits/${path}`).set('x-api-key', account.apiKey);

type Entry = { at: string; type: string; amount: number; description?: string; model?: string };

/** An account with exactly this history, in credits. */
async function seedHistory(entries: Entry[]): Promise<SeededAccount> {
  const account = await seedAccount(pool, 0);
  const { accountId } = account.identity;
  await pool.query(`UPDATE core."CreditAccount" SET "createdAt" = $2 WHERE id = $1`, [
    accountId,
    entries[0]?.at ?? new Date(),
  ]);
  let balance = 0;
  for (const [place, { at, type, amount, description = type, model }] of entries.entries()) {
    balance += amount * 1e6;
    await pool.query(
      `INSERT INTO core."CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description,
                                             metadata, "createdAt")
       VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)`,
      [
        `txn_${place}_${accountId}`,
        accountId,
        type,
        Math.round(amount * 1e6),
        Math.round(balance),
        description,
        { model },
        at,
      ],
    );
  }
  return account;
}

const history: Entry[] = [
  { at: '2026-08-31T23:59:59.999Z', type: 'purchase', amount: 100 },
  { at: '2026-09-01T00:00:00.000Z', type: 'hold', amount: 0, model: 'first' },
  { at: '2026-09-01T00:00:00.000Z', type: 'settlement', amount: -1.5, model: 'first' },
  { at: '2026-09-15T12:00:00.000Z', type: 'settlement', amount: -20, model: 'second' },
  { at: '2026-09-30T23:59:59.999Z', type: 'settlement', amount: -0.000001, model: 'first' },
  { at: '2026-11-01T00:00:00.000Z', type: 'grant', amount: 5 },
];

async function readStatement(account: SeededAccount, month: string): Promise<Statement | undefined> {
  const { body } = await get(account, `statements/${month}`).expect(200);
  return creditEndpoints.readStatement.response?.parse(body).statement;
}

describe('GET /api/credits/statements', () => {
  it('answers 200 with every month since the account was opened, and each begins with what the one before ended with', async () => {
    const account = await seedHistory(history);
    const { body } = await get(account, 'statements').expect(200);
    const { months } = body as { months: string[] };
    expect(months.slice(-4)).toEqual(['2026-11', '2026-10', '2026-09', '2026-08']);
    expect(months[0]).toBe(new Date().toISOString().slice(0, 7));
    let closing = 0;
    for (const month of months.toReversed()) {
      const statement = await readStatement(account, month);
      expect(statement).toMatchObject({ month, opening: closing, final: month !== months[0] });
      closing = statement?.closing ?? NaN;
    }
    expect(closing).toBe(83.499999);
  });

  it('says what came in, what went out by type, and what each model cost, the dearest first', async () => {
    const account = await seedHistory(history);
    expect(await readStatement(account, '2026-09')).toEqual({
      month: '2026-09',
      from: '2026-09-01T00:00:00.000Z',
      to: '2026-10-01T00:00:00.000Z',
      final: true,
      opening: 100,
      closing: 78.499999,
      byType: [{ type: 'settlement', count: 3, amount: -21.500001 }],
      byModel: [
        { model: 'second', calls: 1, amount: -20 },
        { model: 'first', calls: 2, amount: -1.500001 },
      ],
    });
    expect(await readStatement(account, '2026-10')).toMatchObject({ opening: 78.499999, byType: [], byModel: [] });
  });

  it.each(['2026-07', '2031-01'])('answers 404 for %s, when there was no account', async (month) => {
    const { body } = await get(await seedHistory(history), `statements/${month}`).expect(404);
    expect(body).toMatchObject({ code: 'not_found' });
  });

  it.each(['2026-13', '2026-9', 'november', '1999-01'])('answers 400 for %s', async (month) => {
    const { body } = await get(await seedAccount(pool), `statements/${month}`).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'month' }] });
  });
});

describe('GET /api/credits/transactions with a time', () => {
  const typesOf = async (account: SeededAccount, query: string) => {
    const { body } = await get(account, `transactions?${query}`).expect(200);
    return (body as { transactions: { type: string }[] }).transactions.map(({ type }) => type);
  };

  it('takes entries from a moment on and before another, a day being its first moment in UTC', async () => {
    const account = await seedHistory(history);
    expect(await typesOf(account, 'from=2026-11-01')).toEqual(['grant']);
    expect(await typesOf(account, 'to=2026-09-01')).toEqual(['purchase']);
    expect(await typesOf(account, 'from=2026-09-01&to=2026-10-01&type=settlement')).toHaveLength(3);
    const moment = encodeURIComponent('2026-09-01T02:00:00+02:00');
    expect(await typesOf(account, `from=${moment}&to=2026-09-02`)).toEqual(['settlement', 'hold']);
  });

  it('finds the entries of one call', async () => {
    const account = await seedAccount(pool);
    const ledger = createLedger({ pool });
    await seedRun(ledger, account, { end: { state: 'done', costMicros: 5n } });
    const runId = await seedRun(ledger, account, { end: { state: 'done', costMicros: 7n } });
    expect(await typesOf(account, `runId=${runId}`)).toEqual(['settlement', 'hold']);
  });

  it.each(['from=yesterday', 'to=2026-02-30', 'from=2026-11-01T00:00:00', 'runId=a%20b'])(
    'answers 400 that names the field for ?%s, as a list and as a file',
    async (query) => {
      for (const path of ['transactions', 'transactions.csv']) {
        const { body } = await get(await seedAccount(pool), `${path}?${query}`).expect(400);
        expect(body).toMatchObject({ errors: [{ path: query.split('=')[0] }] });
      }
    },
  );
});

describe('GET /api/credits/transactions.csv', () => {
  const linesOf = async (account: SeededAccount, query = '') => {
    const { text, headers } = await get(account, `transactions.csv${query}`).expect(200);
    expect(headers['content-type']).toContain('text/csv');
    expect(headers['content-disposition']).toContain('credits.csv');
    expect(text.endsWith('\r\n')).toBe(true);
    return text.trimEnd().split('\r\n');
  };

  it('answers 200 with every entry once, oldest first, the amounts to the last micro-credit', async () => {
    const account = await seedHistory(history);
    const [header, ...rows] = await linesOf(account);
    expect(header).toBe('id,createdAt,type,amount,balanceAfter,description,runId,model');
    expect(rows.map((row) => row.split(',').slice(1, 5).join())).toEqual([
      '2026-08-31T23:59:59.999Z,purchase,100.000000,100.000000',
      '2026-09-01T00:00:00.000Z,hold,0.000000,100.000000',
      '2026-09-01T00:00:00.000Z,settlement,-1.500000,98.500000',
      '2026-09-15T12:00:00.000Z,settlement,-20.000000,78.500000',
      '2026-09-30T23:59:59.999Z,settlement,-0.000001,78.499999',
      '2026-11-01T00:00:00.000Z,grant,5.000000,83.499999',
    ]);
    expect(await linesOf(account, '?type=grant')).toHaveLength(2);
    expect(await linesOf(account, '?type=welcome')).toHaveLength(1);
  });

  it('leaves nothing out between its batches, also where a thousand entries have one moment', async () => {
    const at = '2026-10-10T10:10:10.000Z';
    const account = await seedHistory([]);
    await pool.query(
      `INSERT INTO core."CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter", description, "createdAt")
       SELECT 'txn_' || $1 || n, $1, 'grant', 1, n, n, 'x', $2 FROM generate_series(1, 1203) AS n`,
      [account.identity.accountId, at],
    );
    const [, ...rows] = await linesOf(account);
    expect(rows.map((row) => row.split(',')[4])).toEqual(
      Array.from({ length: 1_203 }, (_, place) => ((place + 1) / 1e6).toFixed(6)),
    );
  });

  it('writes a text that a spreadsheet would run as a text, and keeps quotes and commas', async () => {
    const account = await seedHistory([
      { at: '2026-11-02', type: 'grant', amount: 1, description: '=HYPERLINK("http://evil","a, b")' },
    ]);
    const [, row] = await linesOf(account);
    expect(row).toContain(`"'=HYPERLINK(""http://evil"",""a, b"")"`);
    expect(row).toContain(',1.000000,1.000000,');
  });

  it('shows nothing of another account', async () => {
    await seedHistory(history);
    expect(await linesOf(await seedHistory([]))).toHaveLength(1);
  });
});
