import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adminAccountEndpoints, type Identity, newId, type RoleName } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { createLedger, verifyLedger } from '@smart-ai-hub/ledger';
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

const admin: Identity = { userId: 'usr_admin', accountId: 'acc_admin', role: 'admin' };
const tokenOf = (identity: Identity) => keyServer.issueToken(identity);
const get = (path: string, identity = admin) =>
  request(core.app).get(`/api/admin/accounts${path}`).auth(tokenOf(identity), { type: 'bearer' });
const post = (path: string, body: object, identity = admin) =>
  request(core.app).post(`/api/admin/accounts${path}`).auth(tokenOf(identity), { type: 'bearer' }).send(body);

const listSchema = adminAccountEndpoints.listAccounts.response;
async function list(query: string): Promise<string[]> {
  const { body } = await get(query).expect(200);
  return listSchema?.parse(body).accounts.map(({ id }) => id) ?? [];
}

const grant = (body: object = {}) => ({
  ...{ type: 'grant', amount: 2.5, reason: 'Sorry for Monday', idempotencyKey: newId('req') },
  ...body,
});
const change = ({ identity }: SeededAccount, body: object) => post(`/${identity.accountId}/credits`, body);

describe.each([
  ['GET /api/admin/accounts', () => request(core.app).get('/api/admin/accounts')],
  ['GET /api/admin/accounts/{id}', () => request(core.app).get('/api/admin/accounts/acc_1')],
  ['GET …/transactions', () => request(core.app).get('/api/admin/accounts/acc_1/transactions')],
  ['POST …/freeze', () => request(core.app).post('/api/admin/accounts/acc_1/freeze').send({ reason: 'x' })],
  ['POST …/unfreeze', () => request(core.app).post('/api/admin/accounts/acc_1/unfreeze')],
  ['POST …/credits', () => request(core.app).post('/api/admin/accounts/acc_1/credits').send(grant())],
])('%s', (_, send) => {
  it('answers 401 without a credential, 403 to other roles and to an administrator’s API key', async () => {
    await send().expect(401);
    for (const role of ['user', 'support'] satisfies RoleName[]) {
      await send()
        .auth(tokenOf({ ...admin, role }), { type: 'bearer' })
        .expect(403);
    }
    const { apiKey, identity } = await seedAccount(pool);
    await pool.query(`UPDATE auth."User" SET "roleName" = 'admin' WHERE id = $1`, [identity.userId]);
    await send().set('x-api-key', apiKey).expect(403);
  });
});

describe('GET /api/admin/accounts', () => {
  it('finds an account by its e-mail in any spelling, its id and its person, and none by a part of them', async () => {
    const { identity } = await seedAccount(pool);
    const { accountId, userId } = identity;
    for (const question of [`${userId.toUpperCase()}@Example.com`, accountId, userId]) {
      expect(await list(`?q=${encodeURIComponent(question)}`)).toEqual([accountId]);
    }
    expect(await list(`?q=${encodeURIComponent('%@example.com')}`)).toEqual([]);
  });

  it('shows an account with its money and its person; a deleted person leaves the account', async () => {
    const account = await seedAccount(pool, 7);
    const { accountId, userId } = account.identity;
    const ledger = createLedger({ pool });
    await seedRun(ledger, account, { end: { state: 'done', costMicros: 1_500_000n } });
    const expected = { id: accountId, userId, balance: 5.5, available: 5.5, held: 0, debt: 0, totalUsed: 1.5 };
    const { body } = await get(`/${accountId}`).expect(200);
    expect(body).toMatchObject({ account: { ...expected, frozenAt: null, email: `${userId}@example.com` } });
    await pool.query('DELETE FROM auth."User" WHERE id = $1', [userId]);
    const after = await get(`/${accountId}`).expect(200);
    expect(after.body).toMatchObject({ account: { ...expected, email: null } });
    expect(await list(`?q=${accountId}`)).toEqual([accountId]);
  });

  it('lists the frozen ones, and answers 404 for an account that does not exist', async () => {
    const { identity } = await seedAccount(pool);
    await post(`/${identity.accountId}/freeze`, { reason: 'stolen card' }).expect(200);
    expect(await list('?frozen=true&limit=100')).toContain(identity.accountId);
    expect(await list('?frozen=false&limit=100')).not.toContain(identity.accountId);
    await get('/acc_none').expect(404);
    await get('?page=0').expect(400);
    await get('?page=-1').expect(400);
  });
});

describe('GET /api/admin/accounts/{id}/transactions', () => {
  it('shows the ledger of this account alone, filtered and page by page as its owner sees it', async () => {
    const [account, other] = [await seedAccount(pool, 7), await seedAccount(pool, 1)];
    await change(account, grant()).expect(201);
    const path = `/${account.identity.accountId}/transactions`;
    const { body } = await get(path).expect(200);
    expect(body).toMatchObject({ total: 2, transactions: [{ type: 'grant' }, { type: 'welcome', amount: 7 }] });
    const { body: own } = await request(core.app)
      .get('/api/credits/transactions')
      .set('x-api-key', account.apiKey)
      .expect(200);
    expect(body).toEqual(own);
    const welcome = await get(`${path}?type=welcome&limit=1`).expect(200);
    expect(welcome.body).toMatchObject({ total: 1, totalPages: 1, transactions: [{ type: 'welcome' }] });
    const { body: others } = await get(`/${other.identity.accountId}/transactions`).expect(200);
    expect(others).toMatchObject({ total: 1, transactions: [{ type: 'welcome', amount: 1 }] });
  });

  it('answers 404 for an account that does not exist, 400 for a type that there is not', async () => {
    await get('/acc_none/transactions').expect(404);
    const { identity } = await seedAccount(pool);
    const { body } = await get(`/${identity.accountId}/transactions?type=gift`).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'type' }] });
  });
});

describe('POST /api/admin/accounts/{id}/freeze', () => {
  it('answers 200, stops new calls and says why; the first reason stays until somebody lifts it', async () => {
    const account = await seedAccount(pool);
    const path = `/${account.identity.accountId}`;
    await post(`${path}/freeze`, { reason: 'stolen card' }).expect(200);
    const { body } = await post(`${path}/freeze`, { reason: 'another' }).expect(200);
    expect(body).toMatchObject({ account: { frozenReason: 'stolen card' } });
    const lifted = await post(`${path}/unfreeze`, {}).expect(200);
    expect(lifted.body).toMatchObject({ account: { frozenAt: null, frozenReason: null } });
    await post(`${path}/unfreeze`, {}).expect(200);
  });

  it.each([{}, { reason: '' }, { reason: 'two\nlines' }, { reason: 'x'.repeat(501) }])(
    'answers 400 for %j',
    async (body) => {
      const { identity } = await seedAccount(pool);
      const answer = await post(`/${identity.accountId}/freeze`, body).expect(400);
      expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'reason' }] });
    },
  );

  it('answers 404 for an account that does not exist', async () => {
    await post('/acc_none/freeze', { reason: 'x' }).expect(404);
    await post('/acc_none/unfreeze', {}).expect(404);
  });
});

describe('POST /api/admin/accounts/{id}/credits', () => {
  it('answers 201 with one entry of the ledger that names its reason and who did it', async () => {
    const account = await seedAccount(pool, 1);
    const { body } = await change(account, grant()).expect(201);
    expect(body).toMatchObject({
      account: { balance: 3.5 },
      transaction: { type: 'grant', amount: 2.5, description: 'Sorry for Monday', metadata: { by: 'usr_admin' } },
    });
    const correction = grant({ type: 'correction', amount: -0.000001 });
    const corrected = await change(account, correction).expect(201);
    expect(corrected.body).toMatchObject({ account: { balance: 3.499999 }, transaction: { type: 'correction' } });
    expect((await verifyLedger(pool)).filter(({ violations }) => violations > 0)).toEqual([]);
  });

  it('changes the balance once for each key, however often and at once it is sent', async () => {
    const account = await seedAccount(pool, 0);
    const body = grant();
    const answers = await Promise.all(Array.from({ length: 10 }, () => change(account, body)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(new Set(answers.map((answer) => (answer.body as { transaction: { id: string } }).transaction.id)).size).toBe(
      1,
    );
    const { body: shown } = await get(`/${account.identity.accountId}`);
    expect(shown).toMatchObject({ account: { balance: 2.5 } });
    const conflict = await change(account, { ...body, amount: 3 }).expect(422);
    expect(conflict.body).toMatchObject({ code: 'idempotency_conflict', errors: [{ path: 'idempotencyKey' }] });
  });

  it('answers 402 for a correction below zero, and takes nothing', async () => {
    const account = await seedAccount(pool, 1);
    const { body } = await change(account, grant({ type: 'correction', amount: -1.000001 })).expect(402);
    expect(body).toMatchObject({ code: 'insufficient_credits', errors: [{ path: 'amount' }] });
  });

  it.each([
    ['amount', { amount: 0 }],
    ['amount', { amount: -1 }],
    ['amount', { amount: 0.0000001 }],
    ['amount', { amount: '5' }],
    ['amount', { amount: 1e12 }],
    ['type', { type: 'purchase' }],
    ['reason', { reason: '  ' }],
    ['idempotencyKey', { idempotencyKey: 'a b' }],
    ['idempotencyKey', { idempotencyKey: undefined }],
  ])('answers 400 that names %s for %j', async (path, part) => {
    const account = await seedAccount(pool, 1);
    const { body } = await change(account, grant(part)).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
  });

  it('answers 404 for an account that does not exist', async () => {
    await post('/acc_none/credits', grant()).expect(404);
  });
});
