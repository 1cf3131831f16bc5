import { describe, expect, it } from '@jest/globals';
import type { Payment } from '@smart-ai-hub/contracts';
import { describeDebtAfter, describePayment, savingOf } from './describe-payment.ts';

const paid: Payment = {
  id: 'pay_1',
  state: 'completed',
  packageId: 'pro',
  credits: 1_000,
  price: 80,
  refunded: 0,
  creditsReversed: 0,
  receiptUrl: null,
  createdAt: '2026-11-26T00:00:00.000Z',
  completedAt: '2026-11-26T00:00:00.000Z',
};

describe('a package', () => {
  it('says what it saves against the price of single credits, and nothing where that is nothing', () => {
    expect([savingOf(100, 10), savingOf(1_000, 80), savingOf(10_000, 600)]).toEqual([undefined, '20%', '40%']);
  });

  it('says what it leaves to who owes something, and nothing to who does not', () => {
    expect([0, 60.5, 250].map((debt) => describeDebtAfter(100, debt))).toEqual([
      undefined,
      '39.50 are yours after the debt',
      '150.00 are owed after it',
    ]);
  });
});

describe('a payment', () => {
  it('says what its state alone does not: what is awaited, what was taken, what went back', () => {
    expect(describePayment(paid)).toBeUndefined();
    expect(describePayment({ ...paid, state: 'pending' })).toContain('has not come yet');
    expect(describePayment({ ...paid, state: 'failed' })).toContain('Nothing was taken');
    expect(describePayment({ ...paid, refunded: 20, creditsReversed: 250 })).toBe(
      '$20.00 of $80.00 paid back; 250.00 credits went back.',
    );
    expect(describePayment({ ...paid, state: 'disputed', creditsReversed: 1_000 })).toBe('1,000.00 credits went back.');
  });
});
