import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Identity, newId, type PromoCode, promoCodeSchema, type RoleName } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { verifyLedger } from '@smart-ai-hub/ledger';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import { z } from 'zod';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from '../../fixtures/key-server.ts';
import { seedAccount, type SeededAccount } from '../../fixtures/seed-account.ts';

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let core: Core;
let pool: Pool;

beforeAll(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url });
  pool = createPool({ url: database.url, max: 8 });
});

afterAll(async () => {
  await Promise.all([core.close(), pool.end(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const admin: Identity = { userId: 'usr_admin', accountId: 'acc_admin', role: 'admin' };
const tokenOf = (identity: Identity) => keyServer.issueToken(identity);
const post = (path: string, body: object, identity: Identity) =>
  request(core.app).post(path).auth(tokenOf(identity), { type: 'bearer' }).send(body);
const redeem = ({ identity }: SeededAccount, code: string) => post('/api/credits/redeem', { code }, identity);

const amount = { kind: 'amount', amount: 5 };
const bonus = { kind: 'bonus', bonusPercent: 20 };
const answerSchema = z.object({ promoCode: promoCodeSchema });

async function make(body: object): Promise<PromoCode> {
  const answer = await post('/api/admin/promo-codes', body, admin).expect(201);
  return answerSchema.parse(answer.body).promoCode;
}

async function countAnswers(answers: Promise<request.Response>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of await Promise.all(answers)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function balanceOf({ identity }: SeededAccount): Promise<{ balance: number; debt: number }> {
  const { rows } = await pool.query<{ balance: string; debt: string }>(
    `SELECT "currentBalance" AS balance, "debtMicros" AS debt FROM core."CreditAccount" WHERE id = $1`,
    [identity.accountId],
  );
  return { balance: Number(rows[0]?.balance) / 1e6, debt: Number(rows[0]?.debt) / 1e6 };
}

async function refuse(account: SeededAccount, code: string, detail: RegExp): Promise<void> {
  const { body } = await redeem(account, code).expect(409);
  expect(body).toMatchObject({ code: 'promo_code_not_redeemable', errors: [{ path: 'code' }] });
  expect((body as { detail: string }).detail).toMatch(detail);
}

/** A purchase of 100 credits, as a checkout leaves it. */
async function begin({ identity }: SeededAccount): Promise<string> {
  const id = newId('pay');
  await pool.query(
    `INSERT INTO core."Payment" (id, "accountId", "userId", "packageId", "creditsMicros", "amountCents", livemode, "sessionId")
     VALUES ($1, $2, $3, 'starter', 100000000, 1000, false, $4)`,
    [id, identity.accountId, identity.userId, `cs_${id}`],
  );
  return id;
}
const pay = (id: string) =>
  pool.query(`SELECT core.credit_payment($1, $2, $3, 1000, 'usd', false, '{}')`, [id, `cs_${id}`, `pi_${id}`]);
const refund = (id: string, cents: number, status = 'succeeded', refundId = newId('req')) =>
  pool.query(`SELECT core.reverse_payment($1, $2, 'refund', $3, $4, now())`, [id, refundId, cents, status]);

async function expectSoundLedger(): Promise<void> {
  expect((await verifyLedger(pool)).filter(({ violations }) => violations > 0)).toEqual([]);
}

describe('POST /api/credits/redeem', () => {
  it('answers 200 and credits the amount, whatever case the code is written in', async () => {
    const account = await seedAccount(pool, 1);
    const { code } = await make(amount);
    const { body } = await redeem(account, ` ${code.toLowerCase()} `).expect(200);
    expect(body).toEqual({
      redemption: { code, kind: 'amount', credited: 5, bonusPercent: null, maxBonus: null, balance: 6 },
    });
    await refuse(account, code, /as often as one account may/);
    await expectSoundLedger();
  });

  it('credits once under many tries at once, and as often as an account may', async () => {
    const [account, other] = [await seedAccount(pool, 0), await seedAccount(pool, 0)];
    const [{ code }, twice] = [await make(amount), await make({ ...amount, maxUsesPerAccount: 2 })];
    expect(await countAnswers(Array.from({ length: 15 }, () => redeem(account, code)))).toEqual({ 200: 1, 409: 14 });
    const { accountId, userId } = other.identity;
    const fifty = Array.from({ length: 50 }, () =>
      pool.query<{ outcome: string }>('SELECT outcome FROM core.redeem_promo_code($1, $2, $3, $4)', [
        ...[twice.code, accountId, userId, newId('use')],
      ]),
    );
    const outcomes = (await Promise.all(fifty)).map(({ rows }) => rows[0]?.outcome);
    expect(outcomes.filter((outcome) => outcome === 'credited')).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === 'already_used')).toHaveLength(48);
    expect(await balanceOf(account)).toEqual({ balance: 5, debt: 0 });
    expect(await balanceOf(other)).toEqual({ balance: 10, debt: 0 });
    await expectSoundLedger();
  });

  it('credits as many accounts as a code may and no more, when fifty try at once', async () => {
    const accounts = await Promise.all(Array.from({ length: 50 }, () => seedAccount(pool, 0)));
    const { code, id } = await make({ ...amount, maxUses: 12 });
    expect(await countAnswers(accounts.map((account) => redeem(account, code)))).toEqual({ 200: 12, 409: 38 });
    const { rows } = await pool.query(`SELECT uses FROM core."PromoCode" WHERE id = $1`, [id]);
    expect(rows).toEqual([{ uses: 12 }]);
    await refuse(await seedAccount(pool), code, /as often as it may be/);
    await expectSoundLedger();
  });

  it('refuses a code that is not valid yet, no longer, or was disabled', async () => {
    const account = await seedAccount(pool);
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    await refuse(account, (await make({ ...amount, startsAt: inAnHour })).code, /not valid yet/);
    const { id, code } = await make({ ...amount, expiresAt: inAnHour });
    await pool.query(`UPDATE core."PromoCode" SET "expiresAt" = now() WHERE id = $1`, [id]);
    await refuse(account, code, /no longer valid/);
    const disabled = await make(amount);
    await post(`/api/admin/promo-codes/${disabled.id}/disable`, {}, admin).expect(200);
    await refuse(account, disabled.code, /no longer valid/);
  });

  it('answers 404 for a code that there is not, and 429 when an account goes on guessing; right codes are no guesses', async () => {
    const account = await seedAccount(pool, 0);
    for (let place = 0; place < 20; place += 1) {
      const { body } = await redeem(account, `GUESS-${place}`).expect(404);
      expect(body).toMatchObject({ code: 'promo_code_unknown', errors: [{ path: 'code' }] });
      if (place === 10) await redeem(account, (await make(amount)).code).expect(200);
    }
    const { body, headers } = await redeem(account, (await make(amount)).code).expect(429);
    expect(body).toMatchObject({ code: 'rate_limited' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await redeem(await seedAccount(pool), (await make(amount)).code).expect(200);
  });

  it.each([{}, { code: '' }, { code: 7 }, { code: 'a\u0000b' }, { code: 'x'.repeat(101) }])(
    'answers 400 for %j',
    async (body) => {
      const { identity } = await seedAccount(pool);
      const answer = await post('/api/credits/redeem', body, identity).expect(400);
      expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'code' }] });
    },
  );

  it('answers 401 without a session, 403 or 401 to an API key', async () => {
    const { apiKey } = await seedAccount(pool);
    await request(core.app).post('/api/credits/redeem').send({ code: 'X' }).expect(401);
    const { status } = await request(core.app).post('/api/credits/redeem').set('x-api-key', apiKey).send({ code: 'X' });
    expect([401, 403]).toContain(status);
  });
});

describe('a bonus', () => {
  it('waits for the next purchase, comes on top of it once, and leaves room for another', async () => {
    const account = await seedAccount(pool, 0);
    const [first, second] = [await make(bonus), await make({ ...bonus, maxBonus: 3.5 })];
    const { body } = await redeem(account, first.code).expect(200);
    expect(body).toMatchObject({ redemption: { kind: 'bonus', credited: null, bonusPercent: 20, balance: 0 } });
    await refuse(account, second.code, /one at a time/);
    const paid = await begin(account);
    await Promise.all([pay(paid), pay(paid), pay(paid)]);
    expect(await balanceOf(account)).toEqual({ balance: 120, debt: 0 });
    await pay(await begin(account));
    expect(await balanceOf(account)).toEqual({ balance: 220, debt: 0 });
    await redeem(account, second.code).expect(200);
    await pay(await begin(account));
    expect(await balanceOf(account)).toEqual({ balance: 323.5, debt: 0 });
    await expectSoundLedger();
  });

  it('goes back with the purchase, in proportion, whatever the order; what was spent of it becomes a debt', async () => {
    const account = await seedAccount(pool, 0);
    await redeem(account, (await make(bonus)).code).expect(200);
    const paid = await begin(account);
    await refund(paid, 250);
    await pay(paid);
    expect(await balanceOf(account)).toEqual({ balance: 90, debt: 0 });
    await pool.query(`SELECT core.grant_credits($1, $2, -85000000, 'correction', 'spent', '{}', 'spent')`, [
      newId('txn'),
      account.identity.accountId,
    ]);
    const refundId = newId('req');
    await refund(paid, 750, 'succeeded', refundId);
    expect(await balanceOf(account)).toEqual({ balance: 0, debt: 85 });
    await refund(paid, 750, 'failed', refundId);
    expect(await balanceOf(account)).toEqual({ balance: 5, debt: 0 });
    await expectSoundLedger();
  });

  it('lapses when its code expired before the purchase began, and holds when it expired after', async () => {
    for (const [isBegunBefore, expected] of [
      [true, 120],
      [false, 100],
    ] as const) {
      const account = await seedAccount(pool, 0);
      const { code, id } = await make(bonus);
      await redeem(account, code).expect(200);
      const early = isBegunBefore ? await begin(account) : undefined;
      // The columns keep whole milliseconds: two moments of one millisecond are the same.
      const apart = isBegunBefore ? '+' : '-';
      await pool.query(
        `UPDATE core."PromoCode" SET "expiresAt" = clock_timestamp() ${apart} interval '2 milliseconds' WHERE id = $1`,
        [id],
      );
      await pay(early ?? (await begin(account)));
      expect(await balanceOf(account)).toEqual({ balance: expected, debt: 0 });
    }
    await expectSoundLedger();
  });
});

describe('/api/admin/promo-codes', () => {
  it('answers 401 without a credential and 403 to other roles', async () => {
    await request(core.app).get('/api/admin/promo-codes').expect(401);
    for (const role of ['user', 'support'] satisfies RoleName[]) {
      await post('/api/admin/promo-codes', amount, { ...admin, role }).expect(403);
      await post('/api/admin/promo-codes/pro_1/disable', {}, { ...admin, role }).expect(403);
    }
  });

  it('makes up a code where none is given, and never the same', async () => {
    const codes = await Promise.all(Array.from({ length: 5 }, async () => (await make(amount)).code));
    expect(new Set(codes).size).toBe(5);
    for (const code of codes) expect(code).toMatch(/^[A-HJ-NP-Z2-9]{12}$/);
  });

  it('lists what became of each code, the newest first', async () => {
    const made = await make({ ...bonus, code: `autumn-${Date.now()}`, maxUses: 1, note: 'Autumn' });
    await redeem(await seedAccount(pool), made.code).expect(200);
    const { body } = await request(core.app)
      .get('/api/admin/promo-codes?limit=1')
      .auth(tokenOf(admin), { type: 'bearer' })
      .expect(200);
    expect(body).toMatchObject({
      promoCodes: [{ code: made.code, state: 'used_up', uses: 1, note: 'Autumn', createdBy: 'usr_admin' }],
    });
    expect(made.code).toMatch(/^AUTUMN-\d+$/);
  });

  it('answers 409 for a name that was used, in any case, and keeps who disabled a code first', async () => {
    const { id, code } = await make(amount);
    const { body } = await post('/api/admin/promo-codes', { ...bonus, code: code.toLowerCase() }, admin).expect(409);
    expect(body).toMatchObject({ code: 'promo_code_taken', errors: [{ path: 'code' }] });
    await post(`/api/admin/promo-codes/${id}/disable`, {}, { ...admin, userId: 'usr_first' }).expect(200);
    const again = await post(`/api/admin/promo-codes/${id}/disable`, {}, admin).expect(200);
    expect(again.body).toMatchObject({ promoCode: { state: 'disabled', disabledBy: 'usr_first' } });
    await post('/api/admin/promo-codes/pro_none/disable', {}, admin).expect(404);
  });

  it.each([
    ['amount', { kind: 'amount' }],
    ['amount', { ...amount, amount: -1 }],
    ['amount', { ...amount, amount: 1.0000001 }],
    ['amount', { ...bonus, amount: 1 }],
    ['bonusPercent', { kind: 'bonus' }],
    ['bonusPercent', { ...amount, bonusPercent: 5 }],
    ['bonusPercent', { kind: 'bonus', bonusPercent: 12.5 }],
    ['maxBonus', { ...amount, maxBonus: 5 }],
    ['maxUses', { ...amount, maxUses: 0 }],
    ['maxUses', { ...amount, maxUses: 2 ** 31 }],
    ['maxUsesPerAccount', { ...amount, maxUsesPerAccount: 0 }],
    ['code', { ...amount, code: 'a b' }],
    ['code', { ...amount, code: '-ab' }],
    ['expiresAt', { ...amount, expiresAt: '2020-01-01T00:00:00Z' }],
    ['expiresAt', { ...amount, startsAt: '2031-01-02T00:00:00Z', expiresAt: '2031-01-01T00:00:00Z' }],
    ['kind', { kind: 'gift' }],
  ])('answers 400 that names %s for %j', async (path, body) => {
    const answer = await post('/api/admin/promo-codes', body, admin).expect(400);
    expect(answer.body).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
  });
});
