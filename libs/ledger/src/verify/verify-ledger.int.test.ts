import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setBudgets } from '../budgets.ts';
import { admission, createLedgerFixture, type LedgerFixture, settlement } from '../fixtures/ledger-fixture.ts';
import { openPayment } from '../fixtures/open-payment.ts';
import { creditPayment, reversePayment } from '../payments.ts';
import { invariants } from './invariants.ts';
import { checkInvariants, verifyLedger } from './verify-ledger.ts';

/** One fault of each kind that must never go unnoticed, as somebody with the owner's login could plant it. */
const corruptions: { fault: string; sql: string; found: RegExp; id: RegExp }[] = [
  {
    fault: 'an entry of another amount',
    sql: `UPDATE core."LedgerEntry" SET amount = amount + 1 WHERE "accountId" = 'revenue'`,
    found: /sum to zero/,
    id: /^txn_.*_end$/,
  },
  {
    fault: 'a lost entry',
    sql: `DELETE FROM core."LedgerEntry" WHERE bucket = 'held' AND amount > 0`,
    found: /each bucket of an account equals/,
    id: /^acc_.* held$/,
  },
  {
    fault: 'an entry of a transaction that does not exist',
    sql: `INSERT INTO core."LedgerEntry" ("transactionId", "accountId", bucket, amount)
          VALUES ('txn_ghost', 'revenue', 'total', 5), ('txn_ghost', 'promotions', 'total', -5)`,
    found: /each entry belongs to a transaction/,
    id: /^txn_ghost$/,
  },
  {
    fault: 'a broken chain of before and after',
    sql: `UPDATE core."LedgerEntry" SET "beforeMicros" = "beforeMicros" + 7, "afterMicros" = "afterMicros" + 7
          WHERE bucket = 'available' AND amount < 0`,
    found: /chain of before and after/,
    id: /^entry \d+$/,
  },
  {
    fault: 'a balance below zero',
    sql: `UPDATE core."CreditAccount" SET available = -1, "currentBalance" = held - 1`,
    found: /no account is below zero/,
    id: /^acc_/,
  },
  {
    fault: 'a balance that nothing explains',
    sql: `UPDATE core."CreditAccount" SET available = available + 1, "currentBalance" = "currentBalance" + 1`,
    found: /transactions of each account sum to its balance/,
    id: /^acc_/,
  },
  {
    fault: 'a transaction that tells a wrong balance',
    sql: `UPDATE core."CreditTransaction" SET "balanceAfter" = "balanceAfter" + 1 WHERE type = 'settlement'`,
    found: /each transaction tells the balance/,
    id: /^txn_.*_end$/,
  },
  {
    fault: 'a run that was ended without its hold being released',
    sql: `UPDATE core."Run" SET state = 'done', "endedAt" = now(), "costMicros" = 0 WHERE state = 'queued'`,
    found: /what each account holds equals its open holds/,
    id: /^acc_/,
  },
  {
    fault: 'a hold that stays open after its deadline',
    sql: `UPDATE core."Run" SET "queueDeadlineAt" = now() - interval '61 seconds' WHERE state = 'queued'`,
    found: /no hold is open 60 s after/,
    id: /^run_/,
  },
  {
    fault: 'a hold that stays open after its lease',
    sql: `UPDATE core."Run" SET state = 'running', fence = 1, "leaseUntil" = now() - interval '61 seconds'
          WHERE state = 'queued'`,
    found: /no hold is open 60 s after/,
    id: /^run_/,
  },
  {
    fault: 'a run that was settled twice',
    sql: `INSERT INTO core."CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter",
                                                description, "runId")
          SELECT 'txn_twice', "accountId", type, amount, "balanceAfter", "availableAfter", description, "runId"
          FROM core."CreditTransaction" WHERE type = 'settlement'`,
    found: /placed by one transaction and released by one/,
    id: /^run_/,
  },
  {
    fault: 'a charge without its usage',
    sql: `UPDATE core."Run" SET "inputTokens" = NULL WHERE "costMicros" > 0`,
    found: /each charged run has its usage/,
    id: /^run_/,
  },
  {
    fault: 'a charge of another amount than the run says',
    sql: `UPDATE core."Run" SET "costMicros" = "costMicros" + 1 WHERE "costMicros" > 0`,
    found: /each charged run has its usage and one settlement of exactly its cost/,
    id: /^run_/,
  },
  {
    fault: 'a loss that no run explains',
    sql: `UPDATE core."Run" SET "lossMicros" = "lossMicros" + 3 WHERE "costMicros" > 0`,
    found: /revenue and platform loss/,
    id: /^(revenue|platform_loss)$/,
  },
  {
    fault: 'a payment that was credited twice',
    sql: `INSERT INTO core."CreditTransaction" (id, "accountId", type, amount, "balanceAfter", "availableAfter",
                                                description, "paymentId")
          SELECT 'txn_twice', "accountId", type, amount, "balanceAfter", "availableAfter", description, "paymentId"
          FROM core."CreditTransaction" WHERE type = 'purchase'`,
    found: /each paid payment was credited once/,
    id: /^pay_/,
  },
  {
    fault: 'a purchase that no payment explains',
    sql: `UPDATE core."CreditTransaction" SET "paymentId" = NULL WHERE type = 'purchase'`,
    found: /each paid payment was credited once/,
    id: /^(pay|txn)_/,
  },
  {
    fault: 'a refund that took nothing back',
    sql: `UPDATE core."PaymentReversal" SET "isTaken" = false`,
    found: /each refund and dispute/,
    id: /^re_/,
  },
  {
    fault: 'a payment that gave back more than its ledger says',
    sql: `UPDATE core."Payment" SET "reversedMicros" = "reversedMicros" + 1 WHERE "creditedAt" IS NOT NULL`,
    found: /what each payment gave back/,
    id: /^pay_/,
  },
  {
    fault: 'a debt that nothing explains',
    sql: `UPDATE core."CreditAccount" SET "debtMicros" = 7`,
    found: /each debt/,
    id: /^acc_/,
  },
  {
    fault: 'a promo code that was credited without a redemption',
    sql: `UPDATE core."PromoCodeUsage" SET id = 'use_other' WHERE "promoCodeId" = 'pro_gift'`,
    found: /each credited redemption/,
    id: /^use_/,
  },
  {
    fault: 'a promo code of another amount than its redemption says',
    sql: `UPDATE core."PromoCodeUsage" SET "amountMicros" = "amountMicros" + 1 WHERE "promoCodeId" = 'pro_gift'`,
    found: /each credited redemption/,
    id: /^use_/,
  },
  {
    fault: 'a promo code that was redeemed more often than it counts',
    sql: `UPDATE core."PromoCode" SET uses = uses - 1`,
    found: /each promo code was redeemed as often/,
    id: /^pro_/,
  },
  {
    fault: 'a bonus that did not go back with its payment',
    sql: `UPDATE core."Payment" SET "reversedBonusMicros" = 0 WHERE "bonusMicros" > 0`,
    found: /what each payment brought as a bonus/,
    id: /^pay_/,
  },
  {
    fault: 'a budget that holds what no run does',
    sql: `UPDATE core."Budget" SET "heldMicros" = "heldMicros" + 1`,
    found: /what each budget holds/,
    id: /^bud_/,
  },
  {
    fault: 'a budget that forgot what was spent',
    sql: `UPDATE core."Budget" SET "spentMicros" = 0`,
    found: /what is spent of each budget/,
    id: /^bud_/,
  },
  {
    fault: 'an hour of usage that was added twice',
    sql: `UPDATE core."UsageHour" SET calls = calls * 2, "costMicros" = "costMicros" * 2`,
    found: /what each account used in an hour/,
    id: /^acc_\w+ \d{4}-\d\d-\d\dT\d\dZ$/,
  },
  {
    fault: 'an hour of usage that was lost',
    sql: `DELETE FROM core."UsageHour"`,
    found: /what each account used in an hour/,
    id: /^acc_/,
  },
];

describe('verifyLedger', () => {
  let fixture: LedgerFixture;
  beforeAll(async () => {
    fixture = await createLedgerFixture();
    const accountId = await fixture.openAccount(5_000n);
    const core = fixture.poolOf('hub_core');
    await fixture.owner.query(
      `INSERT INTO core."PromoCode" (id, code, kind, "amountMicros", "bonusPercent", "createdBy")
       VALUES ('pro_gift', 'GIFT', 'amount', 70, NULL, 'usr_admin'), ('pro_more', 'MORE', 'bonus', NULL, 20, 'usr_admin')`,
    );
    for (const code of ['GIFT', 'MORE']) {
      await core.query('SELECT core.redeem_promo_code($1, $2, $3, $4)', [code, accountId, 'usr_test', `use_${code}`]);
    }
    const { paymentId, paid } = await openPayment(fixture.owner, accountId, { creditsMicros: 500n });
    await creditPayment(core, paid);
    const refund = { paymentId, reversalId: 're_1', kind: 'refund', amountCents: 100, status: 'succeeded' } as const;
    await reversePayment(core, { ...refund, occurredAt: new Date() });
    await setBudgets(core, { accountId, subject: { userId: 'usr_test' }, limits: { day: 1, total: 1 } });
    const [settled, queued] = [admission(accountId), admission(accountId)];
    await fixture.gateway.admit(settled);
    await fixture.gateway.admit(queued);
    await fixture.worker.claim({ runId: settled.runId, workerId: 'wrk_1', leaseMs: 1_000 });
    await fixture.worker.settle(settlement(settled.runId));
    await core.query('SELECT core.roll_usage(0, 86400000)');
  });
  afterAll(async () => fixture.close());

  it('finds nothing wrong in an honest ledger, with every invariant having something to check', async () => {
    const reports = await verifyLedger(fixture.owner);
    expect(reports.map(({ name }) => name)).toEqual(invariants.map(({ name }) => name));
    expect(reports.filter(({ violations }) => violations > 0)).toEqual([]);
    expect(reports.filter(({ checked }) => checked === 0)).toEqual([]);
  });

  it.each(corruptions)('finds $fault and names it', async ({ sql, found, id }) => {
    const client = await fixture.owner.connect();
    try {
      await client.query('BEGIN');
      await client.query(`ALTER TABLE core."CreditAccount" DROP CONSTRAINT "CreditAccount_never_negative"`);
      await client.query('ALTER TABLE core."CreditTransaction" DISABLE TRIGGER USER');
      await client.query('ALTER TABLE core."LedgerEntry" DISABLE TRIGGER USER');
      const { rowCount } = await client.query(sql);
      expect(rowCount).toBeGreaterThan(0);

      const broken = (await checkInvariants(client)).filter(({ violations }) => violations > 0);
      expect(broken.map(({ name }) => name)).toContainEqual(expect.stringMatching(found));
      expect(broken.find(({ name }) => found.test(name))?.offendingIds[0]).toMatch(id);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});
