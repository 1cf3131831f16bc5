import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { grantCredits } from './credit-account.ts';
import { admission, createLedgerFixture, type LedgerFixture, settlement } from './fixtures/ledger-fixture.ts';
import { openPayment } from './fixtures/open-payment.ts';
import { type ReversePaymentInput, collectDebts, creditPayment, endPayment, reversePayment } from './payments.ts';

const CREDITS = 100_000_000n;

let fixture: LedgerFixture;
let core: Pool;
beforeAll(async () => {
  fixture = await createLedgerFixture();
  core = fixture.poolOf('hub_core');
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const refundOf = (paymentId: string, changes: Partial<ReversePaymentInput> = {}): ReversePaymentInput => ({
  ...{ paymentId, reversalId: `re_${paymentId}`, kind: 'refund', amountCents: 1_000, status: 'succeeded' },
  occurredAt: new Date(),
  ...changes,
});

async function stateOf(paymentId: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await fixture.owner.query<Record<string, unknown>>('SELECT * FROM core."Payment" WHERE id = $1', [
    paymentId,
  ]);
  return rows[0];
}

/** The account's transactions as `type amount`, the oldest first. */
async function ledgerOf(accountId: string): Promise<string[]> {
  const { rows } = await fixture.owner.query<{ line: string }>(
    `SELECT type || ' ' || amount AS line FROM core."CreditTransaction" WHERE "accountId" = $1 ORDER BY seq`,
    [accountId],
  );
  return rows.map(({ line }) => line);
}

describe('a payment', () => {
  it('is credited once by 50 concurrent deliveries', async () => {
    const accountId = await fixture.openAccount(0n);
    const { paymentId, paid } = await openPayment(fixture.owner, accountId);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => creditPayment(core, paid)));
    expect(outcomes.filter((outcome) => outcome === 'credited')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'already')).toHaveLength(49);
    expect(await fixture.readAccount(accountId)).toMatchObject({ available: CREDITS });
    expect(await stateOf(paymentId)).toMatchObject({ state: 'completed', sessionId: paid.sessionId });
  });

  it.each([
    ['of another amount', { amountCents: 1 }, 'amount_mismatch'],
    ['in another currency', { currency: 'jpy' }, 'amount_mismatch'],
    ['of another environment', { livemode: true }, 'wrong_mode'],
  ])('%s credits nothing and says so', async (_name, changes, problem) => {
    const accountId = await fixture.openAccount(0n);
    const { paymentId, paid } = await openPayment(fixture.owner, accountId);
    expect(await creditPayment(core, { ...paid, ...changes })).toBe(problem);
    expect(await stateOf(paymentId)).toMatchObject({ state: 'pending', problem });
    expect(await ledgerOf(accountId)).toEqual([]);
  });

  it('is not credited by the session of another one', async () => {
    const accountId = await fixture.openAccount(0n);
    const [one, other] = [await openPayment(fixture.owner, accountId), await openPayment(fixture.owner, accountId)];
    await creditPayment(core, one.paid);
    expect(await creditPayment(core, { ...one.paid, sessionId: 'cs_foreign' })).toBe('foreign_payment');
    await expect(creditPayment(core, { ...other.paid, sessionId: one.paid.sessionId })).rejects.toMatchObject({
      code: 'internal',
    });
    expect(await ledgerOf(accountId)).toEqual([`purchase ${CREDITS}`]);
  });

  it('that ended unpaid is credited all the same when it is paid after all, and does not end once it is paid', async () => {
    const accountId = await fixture.openAccount(0n);
    const { paymentId, paid } = await openPayment(fixture.owner, accountId);
    expect(await endPayment(core, paymentId, 'expired')).toBe(true);
    expect(await endPayment(core, paymentId, 'failed')).toBe(false);
    expect(await creditPayment(core, paid)).toBe('credited');
    expect(await endPayment(core, paymentId, 'expired')).toBe(false);
    expect(await stateOf(paymentId)).toMatchObject({ state: 'completed' });
  });
});

describe('what is paid back', () => {
  it('takes credits in proportion, refund by refund, all of them with the last one, once each', async () => {
    const accountId = await fixture.openAccount(0n);
    const { paymentId, paid } = await openPayment(fixture.owner, accountId, {
      creditsMicros: 1_000n,
      amountCents: 300,
    });
    await creditPayment(core, paid);
    for (const reversalId of ['re_1', 're_2', 're_3'].map((id) => `${id}_${paymentId}`)) {
      const refund = refundOf(paymentId, { reversalId, amountCents: 100 });
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => reversePayment(core, refund)));
      expect(outcomes.filter((outcome) => outcome === 'noted')).toHaveLength(1);
    }
    expect(await ledgerOf(accountId)).toEqual(['purchase 1000', 'refund -333', 'refund -333', 'refund -334']);
    expect(await stateOf(paymentId)).toMatchObject({ state: 'refunded', refundedCents: 300, reversedMicros: '1000' });
  });

  it('before the payment is credited is taken back with the credit', async () => {
    const accountId = await fixture.openAccount(0n);
    const { paymentId, paid } = await openPayment(fixture.owner, accountId);
    expect(await reversePayment(core, refundOf(paymentId, { amountCents: 500 }))).toBe('noted');
    expect(await ledgerOf(accountId)).toEqual([]);
    await creditPayment(core, paid);
    expect(await ledgerOf(accountId)).toEqual([`purchase ${CREDITS}`, `refund -${CREDITS / 2n}`]);
  });

  it('comes back when a refund fails or a dispute is won, and older news change nothing', async () => {
    const accountId = await fixture.openAccount(0n);
    const { paymentId, paid } = await openPayment(fixture.owner, accountId);
    await creditPayment(core, paid);
    for (const status of ['pending', 'succeeded', 'failed'])
      await reversePayment(core, refundOf(paymentId, { status }));
    expect(await reversePayment(core, refundOf(paymentId, { status: 'succeeded' }))).toBe('already');
    const dispute = { kind: 'dispute', reversalId: `du_${paymentId}` } as const;
    for (const status of ['warning_needs_response', 'needs_response', 'under_review', 'lost', 'won'])
      await reversePayment(core, refundOf(paymentId, { ...dispute, status }));
    expect(await reversePayment(core, refundOf(paymentId, { ...dispute, status: 'lost' }))).toBe('already');
    const amounts = [CREDITS, -CREDITS, CREDITS, -CREDITS, CREDITS];
    const types = ['purchase', 'refund', 'refund', 'dispute', 'dispute'];
    expect(await ledgerOf(accountId)).toEqual(types.map((type, index) => `${type} ${amounts[index]}`));
    expect(await stateOf(paymentId)).toMatchObject({ state: 'completed', reversedMicros: '0', refundedCents: 0 });
  });

  it('is never more than was bought, when a refund and a dispute overlap', async () => {
    const accountId = await fixture.openAccount(0n);
    const { paymentId, paid } = await openPayment(fixture.owner, accountId);
    await creditPayment(core, paid);
    await reversePayment(core, refundOf(paymentId, { amountCents: 700 }));
    await reversePayment(core, refundOf(paymentId, { reversalId: `du_${paymentId}`, kind: 'dispute', status: 'lost' }));
    expect(await fixture.readAccount(accountId)).toMatchObject({ balance: 0n, debt: 0n });
    expect(await stateOf(paymentId)).toMatchObject({ state: 'disputed', reversedMicros: CREDITS.toString() });
  });

  it('is refused under the id of another payment or another amount, and with a status that nobody knows', async () => {
    const accountId = await fixture.openAccount(0n);
    const [one, other] = [await openPayment(fixture.owner, accountId), await openPayment(fixture.owner, accountId)];
    await reversePayment(core, refundOf(one.paymentId));
    expect(await reversePayment(core, refundOf(one.paymentId, { amountCents: 1, status: 'failed' }))).toBe('conflict');
    expect(await reversePayment(core, refundOf(one.paymentId, { paymentId: other.paymentId }))).toBe('conflict');
    expect(await reversePayment(core, refundOf(other.paymentId, { status: 'vanished' }))).toBe('unknown_status');
    expect(await reversePayment(core, refundOf('pay_none'))).toBe('unknown_payment');
  });
});

describe('credits that were spent before their payment was refunded', () => {
  async function inDebt(): Promise<string> {
    const accountId = await fixture.openAccount(0n);
    const { paymentId, paid } = await openPayment(fixture.owner, accountId);
    await creditPayment(core, paid);
    const run = admission(accountId, { holdMicros: CREDITS });
    await fixture.gateway.admit(run);
    await fixture.worker.claim({ runId: run.runId, workerId: 'wrk_1', leaseMs: 60_000 });
    await fixture.worker.settle(settlement(run.runId, { costMicros: 60_000_000n }));
    await reversePayment(core, refundOf(paymentId));
    return accountId;
  }

  it('become a debt that bars every new call, a free one too, and never a negative balance', async () => {
    const accountId = await inDebt();
    expect(await fixture.readAccount(accountId)).toEqual({ balance: 0n, available: 0n, held: 0n, debt: 60_000_000n });
    for (const holdMicros of [0n, 1n])
      expect(await fixture.gateway.admit(admission(accountId, { holdMicros }))).toEqual({
        outcome: 'in_debt',
        debtMicros: 60_000_000n,
      });
  });

  it('are paid first by the next purchase, which lets calls in again', async () => {
    const accountId = await inDebt();
    await creditPayment(core, (await openPayment(fixture.owner, accountId)).paid);
    expect(await fixture.readAccount(accountId)).toMatchObject({ balance: 40_000_000n, debt: 0n });
    expect((await ledgerOf(accountId)).slice(-2)).toEqual([`purchase ${CREDITS}`, 'debt -60000000']);
    expect(await fixture.gateway.admit(admission(accountId))).toMatchObject({ outcome: 'admitted' });
  });

  it('are paid by a grant too, as far as it goes', async () => {
    const accountId = await inDebt();
    const gift = {
      accountId,
      amountMicros: 10_000_000n,
      type: 'grant',
      description: 'Sorry',
      idempotencyKey: 'gift',
    } as const;
    expect(await grantCredits(core, gift)).toMatchObject({ outcome: 'granted', balanceMicros: 0n });
    expect(await fixture.readAccount(accountId)).toMatchObject({ balance: 0n, debt: 50_000_000n });
  });

  it('are paid by what a running call gives back', async () => {
    const accountId = await fixture.openAccount(0n);
    const { paymentId, paid } = await openPayment(fixture.owner, accountId);
    await creditPayment(core, paid);
    const run = admission(accountId, { holdMicros: 90_000_000n });
    await fixture.gateway.admit(run);
    await reversePayment(core, refundOf(paymentId));
    expect(await fixture.readAccount(accountId)).toMatchObject({ available: 0n, debt: 90_000_000n });
    await fixture.gateway.settle(settlement(run.runId, { fence: 0, state: 'cancelled' }));
    await collectDebts(core, 100);
    expect(await fixture.readAccount(accountId)).toEqual({ balance: 0n, available: 0n, held: 0n, debt: 0n });
  });
});
