import { pageOf } from '../page.ts';
import type { CreditsRepository, TransactionQuery } from './credits.repository.ts';
import { presentTransaction } from './present-transaction.ts';

export async function listTransactions(credits: CreditsRepository, accountId: string, query: TransactionQuery) {
  const [rows, total] = await Promise.all([
    credits.listTransactions(accountId, query),
    credits.countTransactions(accountId, query),
  ]);
  return { transactions: rows.map(presentTransaction), ...pageOf(query, total) };
}
