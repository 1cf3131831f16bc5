import type { RunFilter } from '@smart-ai-hub/contracts';
import type { RunRecord } from '@smart-ai-hub/ledger';
import type { Response } from 'express';
import { readInBatches } from '../read-in-batches.ts';
import { type CsvRow, writeCsv } from '../write-csv.ts';
import { BATCH_ROWS, type RunsRepository } from './runs.repository.ts';

const COLUMNS = [
  ...['id', 'createdAt', 'endedAt', 'state', 'model', 'provider', 'requestedModel', 'keyId', 'dialect'],
  ...['inputTokens', 'cacheReadTokens', 'cacheWrite5mTokens', 'cacheWrite1hTokens', 'outputTokens'],
  ...['cost', 'stopReason', 'errorCode', 'firstTokenMs'],
];

/** Writes the calls as CSV, a batch of rows at a time. */
export async function exportRuns(
  runs: RunsRepository,
  accountId: string,
  filter: RunFilter,
  res: Response,
): Promise<void> {
  // Before the first byte, so that a database that is away is told as such.
  const first = await runs.readBatch(accountId, filter, undefined);
  const rows = readInBatches((last) => runs.readBatch(accountId, filter, last), BATCH_ROWS, first);
  await writeCsv(res, { name: 'calls.csv', columns: COLUMNS, rows: toRows(rows) });
}

async function* toRows(runs: AsyncIterable<RunRecord>): AsyncGenerator<CsvRow> {
  for await (const run of runs) yield toRow(run);
}

const toRow = (run: RunRecord): CsvRow => ({
  id: run.id,
  createdAt: run.createdAt.toISOString(),
  endedAt: run.endedAt?.toISOString() ?? null,
  state: run.state,
  model: run.model,
  provider: run.provider,
  requestedModel: run.requestedModel ?? run.model,
  keyId: run.apiKeyId ?? null,
  dialect: run.dialect,
  inputTokens: run.usage?.inputTokens ?? null,
  cacheReadTokens: run.usage?.cacheReadTokens ?? null,
  cacheWrite5mTokens: run.usage?.cacheWrite5mTokens ?? null,
  cacheWrite1hTokens: run.usage?.cacheWrite1hTokens ?? null,
  outputTokens: run.usage?.outputTokens ?? null,
  cost: run.costMicros ?? null,
  stopReason: run.stopReason ?? null,
  errorCode: run.errorCode ?? null,
  firstTokenMs: run.firstTokenMs ?? null,
});
