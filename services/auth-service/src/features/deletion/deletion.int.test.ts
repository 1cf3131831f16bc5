import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DELETION_PHRASE } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { verifyLedger } from '@smart-ai-hub/ledger';
import { API_KEYS_REVOKED_CHANNEL, hashApiKey } from '@smart-ai-hub/service-kit';
import { eventually } from '@smart-ai-hub/testing';
import { Redis } from 'ioredis';
import type { Pool } from 'pg';
import request from 'supertest';
import { type SignedUp, newRegistration, signUp } from '../../fixtures/accounts.ts';
import {
  createStores,
  type RunningAuthService,
  startAuthService,
  type Stores,
} from '../../fixtures/start-auth-service.ts';

const ADMIN = { email: 'admin@example.com', password: 'admin-password' };

let stores: Stores;
let service: RunningAuthService;
let owner: Pool;

beforeAll(async () => {
  stores = await createStores();
  service = await startAuthService(stores, { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password });
  owner = createPool({ url: stores.databaseUrl, max: 2 });
});
afterAll(async () => {
  const reports = await verifyLedger(owner);
  expect(reports.filter(({ violations }) => violations > 0)).toEqual([]);
  await owner.end();
  await service.close();
  await stores.close();
});

const as = ({ token }: { token: string }) => ({ authorization: `Bearer ${token}` });
const agreed = ({ password }: { password: string }) => ({ password, confirm: DELETION_PHRASE, forfeitCredits: true });
const deleteMe = (person: SignedUp, body: object = agreed(person)) =>
  request(service.app).post('/api/auth/me/delete').set(as(person)).send(body);
const accountOf = async ({ user }: SignedUp): Promise<string> =>
  (await owner.query<{ id: string }>('SELECT "accountId" AS id FROM auth."User" WHERE id = $1', [user.id])).rows[0]
    ?.id ?? '';

async function signInAdministrator(): Promise<{ token: string }> {
  const answer = await eventually(async () => {
    const { status, body } = await request(service.app).post('/api/auth/login').send(ADMIN);
    return status === 200 && (body as { token: string });
  });
  return answer as { token: string };
}

/** Every column of every table that holds this text, but for the logs of nobody. */
async function findEverywhere(text: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; schema: string }>(
    `SELECT relname AS name, nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND nspname IN ('auth', 'core')`,
  );
  const found: string[] = [];
  for (const { schema, name } of rows) {
    const hits = await owner.query(`SELECT 1 FROM ${schema}."${name}" t WHERE t::text ILIKE '%' || $1 || '%' LIMIT 1`, [
      text,
    ]);
    if (hits.rows.length > 0) found.push(name);
  }
  return found;
}

describe('deleting one’s account', () => {
  it('204: nothing in the database leads to the person any more, and the ledger holds', async () => {
    const person = await signUp(service.app, { 'user-agent': 'browser-of-a-deleted-person' });
    const accountId = await accountOf(person);
    const { body } = await request(service.app)
      .post('/api/keys')
      .set(as(person))
      .send({ name: 'key-of-a-deleted-person' });
    const { secret } = body as { secret: string };
    expect(await findEverywhere(person.email)).toEqual(['User']);
    const answer = await deleteMe(person).expect(204);
    expect(String(answer.headers['set-cookie'])).toMatch(/^refresh=;/);
    for (const text of [person.email, 'of-a-deleted-person', hashApiKey(secret)]) {
      expect(await findEverywhere(text)).toEqual([]);
    }
    const { rows } = await owner.query(
      `SELECT a."currentBalance"::int AS balance, a."frozenAt" IS NOT NULL AS frozen, a."frozenReason", c."closedBy",
              c."forfeitedMicros"::int AS forfeited, c."erasedAt"
       FROM core."CreditAccount" a JOIN core."AccountClosure" c ON c."accountId" = a.id WHERE a.id = $1`,
      [accountId],
    );
    expect(rows).toEqual([
      {
        balance: 0,
        frozen: true,
        frozenReason: 'The account was deleted.',
        closedBy: person.user.id,
        forfeited: 10_000_000,
        erasedAt: null,
      },
    ]);
  });

  it('ends every session and token: sign-in, refresh, me and new keys are 401', async () => {
    const person = await signUp(service.app);
    await deleteMe(person).expect(204);
    await request(service.app).post('/api/auth/login').send(person).expect(401);
    await request(service.app).post('/api/auth/refresh').set('cookie', person.cookie).expect(401);
    await request(service.app).get('/api/auth/me').set(as(person)).expect(401);
    await request(service.app).post('/api/keys').set(as(person)).send({ name: 'late' }).expect(401);
    await deleteMe(person).expect(401);
  });

  it('tells every verifier to forget the keys', async () => {
    const person = await signUp(service.app);
    const { body } = await request(service.app).post('/api/keys').set(as(person)).send({ name: 'a' }).expect(201);
    const heard: string[] = [];
    const subscriber = new Redis(stores.redisUrl);
    subscriber.on('message', (_channel, hash: string) => void heard.push(hash));
    await subscriber.subscribe(API_KEYS_REVOKED_CHANNEL);
    await deleteMe(person).expect(204);
    await eventually(() => heard.includes(hashApiKey((body as { secret: string }).secret)));
    subscriber.disconnect();
  });

  it('401 for a wrong password, which counts as at sign-in, and nothing is deleted', async () => {
    const person = await signUp(service.app);
    const wrong = { ...agreed(person), password: 'not-the-password' };
    const { body } = await deleteMe(person, wrong).expect(401);
    expect(body).toMatchObject({ code: 'invalid_credentials', errors: [{ path: 'password' }] });
    for (let attempt = 2; attempt <= 10; attempt += 1) await deleteMe(person, wrong).expect(401);
    await deleteMe(person, wrong).expect(429);
    await request(service.app).get('/api/auth/me').set(as(person)).expect(200);
  });

  it('409 while there are credits and nobody has said that they may be lost', async () => {
    const person = await signUp(service.app);
    const { forfeitCredits: _, ...body } = agreed(person);
    const refusal = await deleteMe(person, body).expect(409);
    expect(refusal.body).toMatchObject({ code: 'account_has_credits', errors: [{ path: 'forfeitCredits' }] });
    expect((refusal.body as { detail: string }).detail).toContain('10 credits');
    await request(service.app).get('/api/auth/me').set(as(person)).expect(200);
  });

  it.each([
    ['confirm', { confirm: 'yes' }],
    ['confirm', { confirm: undefined }],
    ['password', { password: '' }],
    ['forfeitCredits', { forfeitCredits: 'true' }],
  ])('400 naming %s when it is %p', async (path, change) => {
    const person = await signUp(service.app);
    const { body } = await deleteMe(person, { ...agreed(person), ...change }).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
  });

  it('happens once however many ask', async () => {
    const person = await signUp(service.app);
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await deleteMe(person)).status));
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    expect(statuses.filter((status) => status !== 204 && status !== 401 && status !== 404)).toEqual([]);
  });
});

describe('coming back', () => {
  it('is possible with the same e-mail, as a new person and without welcome credits', async () => {
    const person = await signUp(service.app);
    await deleteMe(person).expect(204);
    const registration = { ...newRegistration(), email: person.email.toUpperCase() };
    const { body } = await request(service.app).post('/api/auth/register').send(registration).expect(201);
    const { user, token } = body as SignedUp;
    expect(user.id).not.toBe(person.user.id);
    expect(user.creditAccount.currentBalance).toBe(0);
    await request(service.app).post('/api/auth/me/delete').set(as({ token })).send(agreed(registration)).expect(204);
    const stranger = await signUp(service.app);
    expect(stranger.user.creditAccount.currentBalance).toBe(10);
  });

  it('is still known after the secret was changed, as long as the one before is configured', async () => {
    const person = await signUp(service.app);
    await deleteMe(person).expect(204);
    const rotated = await startAuthService(stores, {
      JWT_SECRET: 'another-secret-of-more-than-32-bytes!',
      JWT_SECRET_PREVIOUS: 'a-test-secret-of-more-than-32-bytes!',
    });
    const registration = { ...newRegistration(), email: person.email };
    const { body } = await request(rotated.app).post('/api/auth/register').send(registration).expect(201);
    expect((body as SignedUp).user.creditAccount.currentBalance).toBe(0);
    await rotated.close();
  });
});

describe('administrators', () => {
  const deleteAs = (by: { token: string }, accountId: string, body: object = {}) =>
    request(service.app)
      .post(`/api/admin/accounts/${accountId}/delete`)
      .set(as(by))
      .send({ confirm: 'delete this account', reason: 'request', forfeitCredits: true, ...body });

  it('delete anybody; nobody else may', async () => {
    const administrator = await signInAdministrator();
    const [person, stranger] = [await signUp(service.app), await signUp(service.app)];
    const accountId = await accountOf(person);
    await deleteAs(stranger, accountId).expect(403);
    await deleteAs(person, accountId).expect(403);
    await request(service.app).post(`/api/admin/accounts/${accountId}/delete`).send({}).expect(401);
    const { body } = await deleteAs(administrator, accountId, { reason: 'Ada asked' }).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'reason' }] });
    await deleteAs(administrator, accountId, { forfeitCredits: false }).expect(409);
    await deleteAs(administrator, accountId).expect(204);
    await deleteAs(administrator, accountId).expect(404);
    await deleteAs(administrator, 'acc_none').expect(404);
    await request(service.app).get('/api/auth/me').set(as(person)).expect(401);
  });

  it('are never deleted to the last one', async () => {
    const administrator = await signInAdministrator();
    const { rows } = await owner.query<{ id: string }>(
      `SELECT "accountId" AS id FROM auth."User" WHERE "roleName" = 'admin'`,
    );
    const { body } = await deleteAs(administrator, rows[0]?.id ?? '').expect(409);
    expect(body).toMatchObject({ code: 'last_administrator' });
  });
});
