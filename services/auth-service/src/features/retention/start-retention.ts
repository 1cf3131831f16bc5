import { type Logger, type Metrics, repeat } from '@smart-ai-hub/service-kit';
import type { AuthConfig } from '../../config.ts';
import type { RetentionRepository } from './retention.repository.ts';

type Settings = Pick<AuthConfig, 'RETENTION_SESSIONS_DAYS' | 'RETENTION_FORMER_EMAILS_DAYS'>;
type RetentionDeps = { retention: RetentionRepository; config: Settings; logger: Logger; metrics: Metrics };

const ROUND_MS = 60_000;
/** What is left then waits for the next round. */
const ROWS_AT_ONCE = 1_000;

/** Deletes sessions and hashes whose time is over, every minute. */
export function startRetention(deps: RetentionDeps): { stop(): void } {
  const onError = (error: unknown) => deps.logger.error({ err: error }, 'what is old could not be deleted');
  return repeat(createPrune(deps), ROUND_MS, onError);
}

/** One round of it. */
export function createPrune({ retention, config, metrics }: Omit<RetentionDeps, 'logger'>): () => Promise<void> {
  const deleted = metrics.counter('aihub_retention_deleted_rows_total', 'Rows deleted because their time was over', [
    'rule',
  ]);
  return async () => {
    const sessions = await retention.deleteSessions(config.RETENTION_SESSIONS_DAYS, ROWS_AT_ONCE);
    deleted.inc({ rule: 'sessions' }, sessions);
    const emails = await retention.deleteFormerEmails(config.RETENTION_FORMER_EMAILS_DAYS, ROWS_AT_ONCE);
    deleted.inc({ rule: 'former_emails' }, emails);
  };
}
