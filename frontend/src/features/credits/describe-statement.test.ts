import { describe, expect, it } from '@jest/globals';
import { spanOfMonth, statementTypeName } from './describe-statement.ts';

describe('the month of a statement', () => {
  it('ends with the first day of the next one, over the turn of a year too', () => {
    expect(spanOfMonth('2026-02')).toEqual({ from: '2026-02-01', to: '2026-03-01' });
    expect(spanOfMonth('2025-12')).toEqual({ from: '2025-12-01', to: '2026-01-01' });
  });
});

describe('a line of a statement', () => {
  it('is called after what was paid for', () => {
    expect([statementTypeName('settlement'), statementTypeName('purchase')]).toEqual(['Calls', 'Purchase']);
  });
});
