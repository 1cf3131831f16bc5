import type { TransactionType } from '@smart-ai-hub/contracts';
import { transactionTypeNames } from '../../shared/ui/describe-transaction.ts';

/** The days of a month, as filters of the ledger take them: the last one is not in it any more. */
export function spanOfMonth(month: string): { from: string; to: string } {
  const first = new Date(`${month}-01`);
  const next = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1));
  return { from: `${month}-01`, to: next.toISOString().slice(0, 10) };
}

/** A statement speaks of what was paid for; to the ledger it is the settlement of holds. */
export const statementTypeName = (type: TransactionType): string =>
  type === 'settlement' ? 'Calls' : transactionTypeNames[type];
