import { microsToCredits, type Transaction, transactionTypeSchema } from '@smart-ai-hub/contracts';
import type { CreditTransactionModel } from '@smart-ai-hub/database';

type TransactionRow = Pick<
  CreditTransactionModel,
  'id' | 'type' | 'amount' | 'balanceAfter' | 'description' | 'metadata' | 'createdAt'
>;

/** A row of the ledger as `/api/credits/transactions` shows it. */
export function presentTransaction(row: TransactionRow): Transaction {
  return {
    id: row.id,
    type: transactionTypeSchema.parse(row.type),
    amount: microsToCredits(row.amount),
    balanceAfter: microsToCredits(row.balanceAfter),
    description: row.description,
    metadata: presentMetadata(row.metadata),
    createdAt: row.createdAt.toISOString(),
  };
}

const MICROS = 'Micros';

/** Amounts are stored as `…Micros`, decimal text, and shown as credits under the name without the unit. */
function presentMetadata(metadata: unknown): Record<string, unknown> {
  if (typeof metadata !== 'object' || metadata === null) return {};
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]): [string, unknown] =>
      name.endsWith(MICROS) && typeof value === 'string'
        ? [name.slice(0, -MICROS.length), microsToCredits(BigInt(value))]
        : [name, value],
    ),
  );
}
