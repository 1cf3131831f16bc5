import type { TransactionFilter } from '@smart-ai-hub/contracts';
import type { CreditTransactionModel } from '@smart-ai-hub/database';
import type { Response } from 'express';
import { readInBatches } from '../read-in-batches.ts';
import { type CsvRow, writeCsv } from '../write-csv.ts';
import { BATCH_ROWS, type CreditsRepository } from './credits.repository.ts';

const COLUMNS = ['id', 'createdAt', 'type', 'amount', 'balanceAfter', 'description', 'runId', 'model'];

/** Writes the entries as CSV, a batch of rows at a time. */
export async function exportTransactions(
  credits: CreditsRepository,
  accountId: string,
  filter: TransactionFilter,
  res: Response,
): Promise<void> {
  // Before the first byte, so that a database that is away is told as such.
  const first = await credits.readBatch(accountId, filter, undefined);
  const rows = readInBatches((last) => credits.readBatch(accountId, filter, last), BATCH_ROWS, first);
  await writeCsv(res, { name: 'credits.csv', columns: COLUMNS, rows: toRows(rows) });
}

async function* toRows(entries: AsyncIterable<CreditTransactionModel>): AsyncGenerator<CsvRow> {
  for await (const entry of entries) yield toRow(entry);
}

function toRow(row: CreditTransactionModel) {
  const metadata = row.metadata as { model?: unknown } | null;
  return {
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    type: row.type,
    amount: row.amount,
    balanceAfter: row.balanceAfter,
    description: row.description,
    runId: row.runId,
    model: typeof metadata?.model === 'string' ? metadata.model : null,
  };
}
