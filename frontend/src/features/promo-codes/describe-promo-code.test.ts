import { describe, expect, it } from '@jest/globals';
import { describeTime, describeUses, describeValue } from './describe-promo-code.ts';

const bonus = { kind: 'bonus', amount: null, bonusPercent: 20, maxBonus: 200 } as const;

describe('a promo code in words', () => {
  it('says what it gives', () => {
    expect(describeValue({ ...bonus, kind: 'amount', amount: 2.5 })).toBe('2.50 credits at once');
    expect(describeValue(bonus)).toBe('20 % on the next purchase, at most 200.00 credits');
    expect(describeValue({ ...bonus, maxBonus: null })).toBe('20 % on the next purchase');
  });

  it('says how often it was, and may be, redeemed', () => {
    expect(describeUses({ uses: 3, maxUses: 1_500, maxUsesPerAccount: 1 })).toBe(
      '3 of 1,500 redeemed, once by each account',
    );
    expect(describeUses({ uses: 3, maxUses: null, maxUsesPerAccount: 2 })).toBe(
      '3 redeemed, at most 2 times by each account',
    );
  });

  it('says until when it holds, and from when where that is to come', () => {
    const time = { state: 'active', startsAt: '2026-11-26T12:00:00Z', expiresAt: null, disabledAt: null } as const;
    expect(describeTime(time)).toBe('until it is ended');
    expect(describeTime({ ...time, state: 'upcoming', expiresAt: '2026-12-01T12:00:00Z' })).toMatch(
      /^from Nov 26, 2026.* until Dec 1, 2026/,
    );
    expect(describeTime({ ...time, state: 'disabled', disabledAt: '2026-12-01T12:00:00Z' })).toMatch(/^ended Dec 1/);
  });
});
