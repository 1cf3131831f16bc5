import { presentRun } from '@smart-ai-hub/ledger';
import { pageOf } from '../page.ts';
import type { RunQuery, RunsRepository } from './runs.repository.ts';

export async function listRuns(runs: RunsRepository, accountId: string, query: RunQuery) {
  const [rows, total] = await Promise.all([runs.listRuns(accountId, query), runs.countRuns(accountId, query)]);
  return { runs: rows.map(presentRun), ...pageOf(query, total) };
}
