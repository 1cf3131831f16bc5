import { describe, expect, it } from '@jest/globals';
import { noPromoCode, promoCodeFormSchema, type PromoCodeValues } from './promo-code-form.ts';

const read = (values: Partial<PromoCodeValues>) => promoCodeFormSchema.parse({ ...noPromoCode, ...values });
const faultsOf = (values: Partial<PromoCodeValues>) =>
  promoCodeFormSchema.safeParse({ ...noPromoCode, ...values }).error?.issues.map(({ path }) => path.join('.'));

describe('the form of a promo code', () => {
  it('leaves out what is empty and what is not for its kind', () => {
    expect(read({ amount: '2.5', bonusPercent: '20' })).toEqual({ kind: 'amount', amount: 2.5, maxUsesPerAccount: 1 });
    expect(read({ kind: 'bonus', amount: '5', bonusPercent: '20', maxUses: '500', code: 'autumn' })).toEqual({
      ...{ kind: 'bonus', bonusPercent: 20, maxUses: 500, maxUsesPerAccount: 1, code: 'AUTUMN' },
    });
  });

  it('means times in the time zone of whoever types', () => {
    const { expiresAt } = read({ amount: '1', expiresAt: '2030-01-31T18:30' });
    expect(expiresAt).toBe(new Date(2030, 0, 31, 18, 30).toISOString());
  });

  it('says at its field what is wrong', () => {
    expect(faultsOf({})).toEqual(['amount']);
    expect(faultsOf({ amount: 'much' })).toEqual(['amount']);
    expect(faultsOf({ kind: 'bonus', bonusPercent: '0' })).toEqual(['bonusPercent']);
    expect(faultsOf({ amount: '1', code: 'a b' })).toEqual(['code']);
    expect(faultsOf({ amount: '1', maxUses: '1.5' })).toEqual(['maxUses']);
    expect(faultsOf({ amount: '1', startsAt: '2030-01-02T00:00', expiresAt: '2030-01-01T00:00' })).toEqual([
      'expiresAt',
    ]);
  });
});
