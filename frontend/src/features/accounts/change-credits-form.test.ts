import { describe, expect, it } from '@jest/globals';
import { changeCreditsFormSchema, type ChangeCreditsValues } from './change-credits-form.ts';

const faultsOf = (type: 'grant' | 'correction', values: ChangeCreditsValues) =>
  changeCreditsFormSchema({ type, idempotencyKey: 'key-1' })
    .safeParse(values)
    .error?.issues.map(({ path }) => path.join('.'));

describe('the form that changes credits', () => {
  it('is sent with its key, and the reason without what surrounds it', () => {
    const schema = changeCreditsFormSchema({ type: 'correction', idempotencyKey: 'key-1' });
    expect(schema.parse({ amount: '-2.5', reason: ' double charge ' })).toEqual({
      ...{ type: 'correction', amount: -2.5, reason: 'double charge', idempotencyKey: 'key-1' },
    });
  });

  it('says at its field what is wrong: a grant takes nothing away, and nothing is done without a reason', () => {
    expect(faultsOf('grant', { amount: '-1', reason: 'x' })).toEqual(['amount']);
    expect(faultsOf('grant', { amount: '', reason: 'x' })).toEqual(['amount']);
    expect(faultsOf('correction', { amount: '0', reason: 'x' })).toEqual(['amount']);
    expect(faultsOf('correction', { amount: '0.0000001', reason: 'x' })).toEqual(['amount']);
    expect(faultsOf('grant', { amount: '1', reason: ' ' })).toEqual(['reason']);
  });
});
