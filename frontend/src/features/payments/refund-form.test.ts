import { describe, expect, it } from '@jest/globals';
import { refundFormSchema, type RefundValues } from './refund-form.ts';

const schema = refundFormSchema(7.5);
const faultsOf = (values: RefundValues) =>
  schema.safeParse(values).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

describe('the form of a refund', () => {
  it('pays back what is typed, or all that is left', () => {
    expect(schema.parse({ amount: '2.50', reason: 'bought twice' })).toEqual({ amount: 2.5, reason: 'bought twice' });
    expect(schema.parse({ amount: '', reason: 'bought twice' })).toEqual({ reason: 'bought twice' });
  });

  it('says at its field what is wrong', () => {
    expect(faultsOf({ amount: '7.51', reason: 'x' })).toEqual(['amount must be at most $7.50: no more is left']);
    expect(faultsOf({ amount: '0', reason: 'x' })).toEqual(['amount must be above zero']);
    expect(faultsOf({ amount: '0.001', reason: 'x' })).toEqual(['amount must have at most 2 decimals']);
    expect(faultsOf({ amount: '1', reason: '' })).toEqual([expect.stringMatching(/^reason /)]);
  });
});
