import { describe, expect, it } from '@jest/globals';
import { autoTopUpFormSchema, type AutoTopUpValues, autoTopUpValuesOf } from './auto-top-up-form.ts';

const schema = autoTopUpFormSchema([
  { id: 'starter', price: 10 },
  { id: 'pro', price: 80 },
]);
const agreed: AutoTopUpValues = { packageId: 'starter', threshold: '20', monthlyLimit: '50', consent: true };
const faultsOf = (values: AutoTopUpValues) =>
  schema.safeParse(values).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

describe('the form of the automatic top-up', () => {
  it('is sent as it was typed, with the consent', () => {
    expect(schema.parse(agreed)).toEqual({
      ...{ enabled: true, packageId: 'starter', threshold: 20, monthlyLimit: 50, consent: true },
    });
  });

  it('is not sent without the consent, which is asked for anew with each change', () => {
    expect(faultsOf({ ...agreed, consent: false })).toEqual(['consent must be agreed to']);
    const kept = { enabled: true, packageId: 'pro', threshold: 5, monthlyLimit: 100, spentThisMonth: 0 } as const;
    const values = autoTopUpValuesOf({ ...kept, consentedAt: null, consent: 'I agree.', pausedReason: null });
    expect(values).toEqual({ packageId: 'pro', threshold: '5', monthlyLimit: '100', consent: false });
  });

  it('says at its field what is wrong with an amount', () => {
    expect(faultsOf({ ...agreed, threshold: '' })).toEqual(['threshold must be a number']);
    expect(faultsOf({ ...agreed, threshold: '-1' })).toEqual([expect.stringMatching(/^threshold /)]);
    expect(faultsOf({ ...agreed, threshold: '1.234' })).toEqual(['threshold must have at most 2 decimals']);
  });

  it('has a limit at which the package can be bought', () => {
    expect(faultsOf({ ...agreed, packageId: 'pro' })).toEqual([
      'monthlyLimit must be at least $80.00, the price of the package',
    ]);
  });
});
