import { describe, expect, it } from '@jest/globals';
import { noUsage, type Transaction } from '@smart-ai-hub/contracts';
import { transactionDetails, transactionSummary } from './describe-transaction.ts';

const base = {
  id: 'txn_1',
  balanceAfter: 10,
  description: 'In the ledger’s words',
  createdAt: '2026-11-24T00:00:00.000Z',
};
const hold: Transaction = { ...base, type: 'hold', amount: 0, metadata: { runId: 'run_1', model: 'm', held: 0.128 } };
const usage = { ...noUsage, inputTokens: 1200, cacheReadTokens: 300, outputTokens: 34 };
const settlement: Transaction = {
  ...base,
  type: 'settlement',
  amount: -0.02,
  metadata: { runId: 'run_1', model: 'm', released: 0.108, usage },
};

describe('a ledger entry in words', () => {
  it('shows what a hold sets aside, since its amount is zero', () => {
    expect(transactionSummary(hold)).toBe('m · 0.128 credits held');
  });

  it('shows what a settlement released', () => {
    expect(transactionSummary(settlement)).toBe('m · 0.108 credits released');
  });

  it('uses the ledger’s own words where there is no call', () => {
    expect(transactionSummary({ ...base, type: 'welcome', amount: 10, metadata: {} })).toBe('In the ledger’s words');
  });

  it('names run, model and tokens', () => {
    expect(transactionDetails(settlement)).toEqual([
      { label: 'Run', value: 'run_1' },
      { label: 'Model', value: 'm' },
      { label: 'Tokens', value: '1,200 in · 300 cached · 34 out' },
      { label: 'Released', value: '0.108 credits' },
      { label: 'Entry', value: 'txn_1' },
    ]);
  });

  it('leaves out what the metadata does not hold or holds in another form', () => {
    const odd: Transaction = { ...hold, metadata: { runId: 7, model: '', held: 'much', usage: { inputTokens: -1 } } };
    expect(transactionDetails(odd)).toEqual([{ label: 'Entry', value: 'txn_1' }]);
  });
});
