import { AppError, type RunFilter } from '@smart-ai-hub/contracts';
import { presentRun } from '@smart-ai-hub/ledger';
import { type Page, pageOf, rowsOf } from '../page.ts';
import { COUNTED, type Place, type RunsRepository, isFiltering } from './runs.repository.ts';

type RunsQuestion = Page & RunFilter & { before?: string | undefined };

/**
 * A page of the account's calls, and the way to what is older. What it costs does not grow with the history: matches are counted up to
 * a limit, and a filter looks through a limited number of calls, of which `next` tells the last.
 * @throws AppError validation_failed when `before` names no call of the account
 */
export async function listRuns(runs: RunsRepository, accountId: string, { before, ...query }: RunsQuestion) {
  const scope = { ...query, before: before === undefined ? undefined : await requirePlace(runs, accountId, before) };
  const [found, counted, edge] = await Promise.all([
    runs.listRuns(accountId, scope, rowsOf(query)),
    runs.countRuns(accountId, scope),
    isFiltering(query) ? runs.lastLookedThrough(accountId, scope) : undefined,
  ]);
  const shown = found.slice(0, query.limit);
  const hasMore = found.length > query.limit;
  return {
    runs: shown.map(presentRun),
    ...pageOf(query, Math.min(counted, COUNTED)),
    isTotalExact: counted <= COUNTED && edge === undefined,
    next: (hasMore ? shown.at(-1)?.id : edge) ?? null,
  };
}

async function requirePlace(runs: RunsRepository, accountId: string, runId: string): Promise<Place> {
  const place = await runs.findPlace(accountId, runId);
  if (place) return place;
  throw new AppError('validation_failed', {
    detail: 'before: is no call of this account',
    errors: [{ path: 'before', message: 'is no call of this account' }],
  });
}
