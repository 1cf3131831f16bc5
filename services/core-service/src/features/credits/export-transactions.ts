import type { TransactionFilter } from '@smart-ai-hub/contracts';
import type { CreditTransactionModel } from '@smart-ai-hub/database';
import type { Response } from 'express';
import { type CsvRow, writeCsv } from '../write-csv.ts';
import { BATCH_ROWS, type CreditsRepository, type Place } from './credits.repository.ts';

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
  await writeCsv(res, { name: 'credits.csv', columns: COLUMNS, rows: readRows(credits, accountId, filter, first) });
}

async function* readRows(
  credits: CreditsRepository,
  accountId: string,
  filter: TransactionFilter,
  first: CreditTransactionModel[],
): AsyncGenerator<CsvRow> {
  for (let batch = first; ;) {
    yield* batch.map(toRow);
    const last: Place | undefined = batch.at(-1);
    if (batch.length < BATCH_ROWS || last === undefined) return;
    batch = await credits.readBatch(accountId, filter, last);
  }
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
