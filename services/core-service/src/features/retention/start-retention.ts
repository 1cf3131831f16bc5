import { retentionRules } from '@smart-ai-hub/database';
import { type Metrics, repeat } from '@smart-ai-hub/service-kit';
import type { CoreConfig } from '../../config.ts';
import { type EraseDeps, eraseAccounts } from '../deletion/erase-accounts.ts';
import { forgetAllContents } from '../run-contents/forget-contents.ts';
import type { RunContentsRepository } from '../run-contents/run-contents.repository.ts';
import { type PrunedRule, prunedByAge, type RetentionRepository } from './retention.repository.ts';

type Settings = Pick<CoreConfig, (typeof retentionRules)[PrunedRule]['days']['setting']>;
type RetentionDeps = EraseDeps & {
  retention: RetentionRepository;
  contents: RunContentsRepository;
  config: Settings;
  metrics: Metrics;
};

const ROUND_MS = 60_000;
/** What is not deleted by then is deleted in the next round. */
const PATIENCE_MS = 30_000;
const ROWS_AT_ONCE = 500;

/** Deletes what is no longer to be kept, every minute. */
export function startRetention(deps: RetentionDeps): { stop(): void } {
  const prune = createPrune(deps);
  return repeat(prune, ROUND_MS, (error) => deps.logger.error({ err: error }, 'what is old could not be deleted'));
}

/** One round of it. A rule that fails keeps no other from being followed. */
export function createPrune(deps: RetentionDeps): () => Promise<void> {
  const deleted = deps.metrics.counter(
    'aihub_retention_deleted_rows_total',
    'Rows deleted because their time was over',
    ['rule'],
  );
  const unfinished = deps.metrics.gauge(
    'aihub_account_erasure_oldest_timestamp_seconds',
    'When the oldest account was deleted of which something is left; 0 when there is none',
    [],
  );
  const tasks = [
    ...prunedByAge.map((rule) => ({ rule, prune: (untilMs: number) => pruneByAge(deps, rule, untilMs) })),
    { rule: 'run_contents', prune: (untilMs: number) => forgetAllContents(deps.contents, untilMs) },
    { rule: 'deleted_accounts', prune: (untilMs: number) => eraseAccounts(deps, untilMs) },
  ];
  return async () => {
    const results = await Promise.allSettled(
      tasks.map(async ({ rule, prune }) => deleted.inc({ rule }, await prune(Date.now() + PATIENCE_MS))),
    );
    unfinished.set(((await deps.closures.oldestUnfinished())?.getTime() ?? 0) / 1_000);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  };
}

async function pruneByAge({ retention, config }: RetentionDeps, rule: PrunedRule, untilMs: number): Promise<number> {
  const days = config[retentionRules[rule].days.setting];
  for (let deleted = 0; ;) {
    const count = await retention.prune(rule, days, ROWS_AT_ONCE);
    deleted += count;
    if (count === 0 || Date.now() >= untilMs) return deleted;
  }
}
