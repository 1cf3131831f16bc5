import { microsToDecimal, type TransactionFilter } from '@smart-ai-hub/contracts';
import type { CreditTransactionModel } from '@smart-ai-hub/database';
import { stringify } from 'csv-stringify';
import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BATCH_ROWS, type CreditsRepository, type Place } from './credits.repository.ts';

const COLUMNS = ['id', 'createdAt', 'type', 'amount', 'balanceAfter', 'description', 'runId', 'model'];

/** Writes the entries as CSV, a batch of rows at a time and as fast as they are read: a long history fills no memory. */
export async function exportTransactions(
  credits: CreditsRepository,
  accountId: string,
  filter: TransactionFilter,
  res: Response,
): Promise<void> {
  // Before the first byte, so that a database that is away is told as such.
  const first = await credits.readBatch(accountId, filter, undefined);
  res.type('text/csv').attachment('credits.csv');
  const rows = Readable.from(readRows(credits, accountId, filter, first));
  // OWASP, "CSV injection": texts that begin like a formula are run by spreadsheets, hence `escape_formulas`. Amounts are none.
  const csv = stringify({
    header: true,
    columns: COLUMNS,
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { bigint: (micros) => ({ value: microsToDecimal(micros), escape_formulas: false }) },
  });
  try {
    await pipeline(rows, csv, res);
  } catch (thrown) {
    // A reader that left is not a fault; a file that ends too early must not look whole.
    if (!res.destroyed) res.destroy();
    if (!isPrematureClose(thrown)) throw thrown;
  }
}

async function* readRows(
  credits: CreditsRepository,
  accountId: string,
  filter: TransactionFilter,
  first: CreditTransactionModel[],
): AsyncGenerator<Record<string, string | bigint | null>> {
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

const isPrematureClose = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_STREAM_PREMATURE_CLOSE';
