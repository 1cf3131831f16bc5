import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Identity, noticeEndpoints } from '@smart-ai-hub/contracts';
import { createPool, createPrismaClient, type PrismaClient } from '@smart-ai-hub/database';
import { createLedger, type Ledger, setAccountFrozen } from '@smart-ai-hub/ledger';
import { createLogger } from '@smart-ai-hub/service-kit';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from '../../fixtures/key-server.ts';
import { type MailServer, startMailServer } from '../../fixtures/mail-server.ts';
import { seedAccount, type SeededAccount } from '../../fixtures/seed-account.ts';
import { seedRun } from '../../fixtures/seed-run.ts';
import { createMailer, type Mailer } from './create-mailer.ts';
import { createNoticesRepository } from './notices.repository.ts';
import { sendMails } from './send-mails.ts';

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let mailServer: MailServer;
let core: Core;
let pool: Pool;
let prisma: PrismaClient;
let ledger: Ledger;
let mailer: Mailer;

beforeAll(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url });
  pool = createPool({ url: database.url, max: 4 });
  prisma = createPrismaClient({ url: database.url, role: 'hub_core' });
  ledger = createLedger({ pool });
});

afterAll(async () => {
  await Promise.all([core.close(), pool.end(), prisma.$disconnect(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

beforeEach(async () => {
  mailServer = await startMailServer();
  const made = createMailer({ SMTP_URL: mailServer.url, FRONTEND_URL: 'https://hub.example.com' });
  if (made === undefined) throw new Error('a mail server was named');
  mailer = made;
  await pool.query(
    `UPDATE core."Notice" SET "mailState" = 'failed', "nextMailAt" = NULL WHERE "mailState" = 'pending'`,
  );
});

afterEach(async () => {
  mailer.close();
  await mailServer.close();
});

const logger = createLogger({ service: 'core-service', level: 'silent' });
const send = () =>
  sendMails({ notices: createNoticesRepository(prisma), mailer, frontendUrl: 'https://hub.example.com', logger });
const asOwner = ({ identity }: SeededAccount | { identity: Identity }) => ({
  get: (path: string) => request(core.app).get(path).auth(keyServer.issueToken(identity), { type: 'bearer' }),
  put: (path: string, body: object) =>
    request(core.app).put(path).auth(keyServer.issueToken(identity), { type: 'bearer' }).send(body),
  patch: (path: string, body: object) =>
    request(core.app).patch(path).auth(keyServer.issueToken(identity), { type: 'bearer' }).send(body),
  remove: (path: string) => request(core.app).delete(path).auth(keyServer.issueToken(identity), { type: 'bearer' }),
});

const listSchema = noticeEndpoints.listNotices.response;
async function listNotices(account: SeededAccount) {
  const { body } = await asOwner(account).get('/api/notices').expect(200);
  if (listSchema === undefined) throw new Error('the endpoint declares no response');
  return listSchema.parse(body);
}
const spend = (account: SeededAccount, credits: number) =>
  seedRun(ledger, account, { end: { state: 'done', costMicros: BigInt(credits * 1e6) } });

/** As if the last notice had been written long ago. */
const age = ({ identity }: SeededAccount) =>
  pool.query(`UPDATE core."Notice" SET "createdAt" = "createdAt" - interval '7 hours' WHERE "accountId" = $1`, [
    identity.accountId,
  ]);

describe('a balance that falls below what its owner said', () => {
  it('is told once while it stays there, and again after credits came in between', async () => {
    const account = await seedAccount(pool, 2);
    await spend(account, 0.5);
    expect((await listNotices(account)).notices).toEqual([]);
    await spend(account, 0.75);
    await spend(account, 0.25);
    const { notices, unread } = await listNotices(account);
    expect(notices).toMatchObject([{ kind: 'low_balance', title: 'Your credits are running low', readAt: null }]);
    expect(notices[0]?.text).toMatch(/^0\.75 credits were left .* the 1 credit below/);
    expect(unread).toBe(1);
    await age(account);
    await pool.query(`SELECT core.grant_credits('txn_more', $1, 5000000, 'grant', 'more', '{}', 'more')`, [
      account.identity.accountId,
    ]);
    await spend(account, 4.75);
    expect((await listNotices(account)).notices).toHaveLength(2);
  });

  it('is told once in six hours, however often it sways around its limit', async () => {
    const account = await seedAccount(pool, 1);
    for (let round = 0; round < 5; round += 1) {
      await spend(account, 0.5);
      await pool.query(`SELECT core.grant_credits($1, $2, 500000, 'grant', 'x', '{}', $1)`, [
        `txn_${round}_${account.identity.accountId}`,
        account.identity.accountId,
      ]);
    }
    expect((await listNotices(account)).notices).toHaveLength(1);
  });

  it('is not told to an owner who does not want it, and at another balance to one who said so', async () => {
    const [silent, careful] = [await seedAccount(pool, 2), await seedAccount(pool, 20)];
    await asOwner(silent).put('/api/notice-wishes', { lowBalance: null, mails: true }).expect(200);
    const { body } = await asOwner(careful).put('/api/notice-wishes', { lowBalance: 15.5, mails: true }).expect(200);
    expect(body).toEqual({ wishes: { lowBalance: 15.5, mails: true }, mailsAreSent: false });
    await spend(silent, 2);
    await spend(careful, 5);
    expect((await listNotices(silent)).notices).toEqual([]);
    expect((await listNotices(careful)).notices).toHaveLength(1);
    expect((await asOwner(silent).get('/api/notice-wishes')).body).toMatchObject({ wishes: { lowBalance: null } });
  });
});

describe('a mail', () => {
  it('is sent once to the person, with the page to go on at, however many replicas look', async () => {
    const account = await seedAccount(pool, 1.25);
    await spend(account, 1);
    await Promise.all([send(), send(), send()]);
    expect(mailServer.mails).toHaveLength(1);
    expect(mailServer.mails[0]).toMatchObject({ to: [`${account.identity.userId}@example.com`] });
    expect(mailServer.mails[0]?.content).toContain('Subject: Your credits are running low');
    expect(mailServer.mails[0]?.content).toContain('https://hub.example.com/credits');
    await send();
    expect(mailServer.mails).toHaveLength(1);
  });

  it('is tried again when the mail server refuses, while the others are sent, and given up in the end', async () => {
    const [refused, taken] = [await seedAccount(pool, 1.25), await seedAccount(pool, 1.25)];
    mailServer.refuse(`${refused.identity.userId}@example.com`);
    await spend(refused, 1);
    await spend(taken, 1);
    await send();
    expect(mailServer.mails.map(({ to }) => to)).toEqual([[`${taken.identity.userId}@example.com`]]);
    const state = async () => {
      const { rows } = await pool.query<{ state: string; attempts: number; minutes: number | null }>(
        `SELECT "mailState" AS state, "mailAttempts" AS attempts,
                round(extract(epoch FROM "nextMailAt" - now()) / 60)::int AS minutes
         FROM core."Notice" WHERE "accountId" = $1`,
        [refused.identity.accountId],
      );
      return rows[0];
    };
    expect(await state()).toEqual({ state: 'pending', attempts: 1, minutes: 1 });
    const seen = [];
    for (let attempt = 2; attempt <= 7; attempt += 1) {
      await pool.query(`UPDATE core."Notice" SET "nextMailAt" = now() WHERE "mailState" = 'pending'`);
      await send();
      seen.push(await state());
    }
    expect(seen.map((row) => row?.minutes)).toEqual([5, 30, 120, 360, 960, null]);
    expect(seen.at(-1)).toMatchObject({ state: 'failed', attempts: 7 });
  });

  it('waits for a mail server that is away, and is not lost when who sends it dies', async () => {
    const account = await seedAccount(pool, 1.25);
    await spend(account, 1);
    const claimed = await createNoticesRepository(prisma).claimMails(10, 60_000);
    expect(claimed).toHaveLength(1);
    await send();
    expect(mailServer.mails).toEqual([]);
    await pool.query(`UPDATE core."Notice" SET "nextMailAt" = now() WHERE id = $1`, [claimed[0]?.id]);
    await mailServer.close();
    await send();
    mailServer = await startMailServer();
    mailer.close();
    mailer = createMailer({ SMTP_URL: mailServer.url, FRONTEND_URL: 'https://hub.example.com' }) ?? mailer;
    await pool.query(`UPDATE core."Notice" SET "nextMailAt" = now() WHERE id = $1`, [claimed[0]?.id]);
    await send();
    expect(mailServer.mails).toHaveLength(1);
  });

  it('goes out when an account is frozen, with the reason, whatever its owner wished; other notices follow the wish', async () => {
    const account = await seedAccount(pool, 1.25);
    await asOwner(account).put('/api/notice-wishes', { lowBalance: 1, mails: false }).expect(200);
    await spend(account, 1);
    await setAccountFrozen(pool, account.identity.accountId, { reason: 'A card was stolen.' });
    await setAccountFrozen(pool, account.identity.accountId, { reason: 'Again.' });
    await setAccountFrozen(pool, account.identity.accountId, false);
    await send();
    const subjects = mailServer.mails.map(({ content }) => /^Subject: (.*)$/m.exec(content)?.[1]?.trim());
    expect(subjects.toSorted()).toEqual(['Your account is frozen', 'Your account works again']);
    expect(mailServer.mails.map(({ content }) => content).join()).toContain('A card was stolen.');
    expect((await listNotices(account)).notices.map(({ kind }) => kind)).toEqual([
      'account_unfrozen',
      'account_frozen',
      'low_balance',
    ]);
  });

  it('is not sent to nobody: a person who was deleted', async () => {
    const account = await seedAccount(pool, 1.25);
    await spend(account, 1);
    await pool.query('DELETE FROM auth."User" WHERE id = $1', [account.identity.userId]);
    await send();
    expect(mailServer.mails).toEqual([]);
  });
});

describe('/api/notices', () => {
  it('counts what is unread until it is marked, and puts a notice away', async () => {
    const account = await seedAccount(pool, 1.25);
    await spend(account, 1);
    await asOwner(account).patch('/api/notices', { read: true }).expect(204);
    const { notices, unread } = await listNotices(account);
    expect(unread).toBe(0);
    expect(notices[0]?.readAt).not.toBeNull();
    await asOwner(account).remove(`/api/notices/${notices[0]?.id}`).expect(204);
    await asOwner(account).remove(`/api/notices/${notices[0]?.id}`).expect(404);
    expect((await listNotices(account)).notices).toEqual([]);
  });

  it('shows and changes nothing of another account', async () => {
    const [account, other] = [await seedAccount(pool, 1.25), await seedAccount(pool, 1)];
    await spend(account, 1);
    const id = (await listNotices(account)).notices[0]?.id;
    await asOwner(other).remove(`/api/notices/${id}`).expect(404);
    await asOwner(other).patch('/api/notices', { read: true }).expect(204);
    expect(await listNotices(account)).toMatchObject({ unread: 1 });
    expect((await listNotices(other)).notices).toEqual([]);
  });

  it.each([
    ['lowBalance', { lowBalance: 0, mails: true }],
    ['lowBalance', { lowBalance: -1, mails: true }],
    ['lowBalance', { lowBalance: 0.0000001, mails: true }],
    ['lowBalance', { mails: true }],
    ['mails', { lowBalance: 1 }],
  ])('answers 400 that names %s for %j', async (path, body) => {
    const answer = await asOwner(await seedAccount(pool))
      .put('/api/notice-wishes', body)
      .expect(400);
    expect((answer.body as { errors: { path: string }[] }).errors[0]).toMatchObject({ path });
  });

  it('answers 401 without a session, also to an API key', async () => {
    const { apiKey } = await seedAccount(pool);
    await request(core.app).get('/api/notices').expect(401);
    expect([401, 403]).toContain((await request(core.app).get('/api/notices').set('x-api-key', apiKey)).status);
  });
});
