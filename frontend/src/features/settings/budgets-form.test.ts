import { describe, expect, it } from '@jest/globals';
import { budgetsFormSchema, budgetsValuesOf } from './budgets-form.ts';

describe('the form of the budgets', () => {
  it('begins with what holds, and says by an empty field that there is none', () => {
    const month = { period: 'month' as const, limit: 50, spent: 1, held: 0, resetsAt: null };
    expect(budgetsValuesOf([month])).toEqual({ day: '', month: '50', total: '' });
  });

  it('takes a budget away where its field was emptied', () => {
    expect(budgetsFormSchema.parse({ day: ' ', month: '12.5', total: '0' })).toEqual({
      day: null,
      month: 12.5,
      total: 0,
    });
  });

  it('says at the field what is wrong with it', () => {
    const issues = budgetsFormSchema.safeParse({ day: 'five', month: '', total: '' }).error?.issues;
    expect(issues).toMatchObject([{ path: ['day'], message: 'must be a number, or empty for no limit' }]);
    const low = budgetsFormSchema.safeParse({ day: '', month: '-1', total: '0.0000001' }).error?.issues;
    expect(low?.map(({ path }) => path)).toEqual([['month'], ['total']]);
  });
});
