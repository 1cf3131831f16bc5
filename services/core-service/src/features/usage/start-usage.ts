import { type Logger, type Metrics, repeat } from '@smart-ai-hub/service-kit';
import type { Pool } from 'pg';

const ROLL_MS = 30_000;
/** Longer than any settlement may take from its first statement to its commit. */
const LAG_MS = 60_000;
/** So much time is added up by one statement. */
const SPAN_MS = 3_600_000;

type RollDeps = {
  /** Connections that may write for minutes: a slice is long when a busy day is made up for. */
  rollPool: Pool;
  metrics: Metrics;
};

/** Adds what has ended to its hours, every half minute; whichever replica comes first does it for all. */
export function startUsage(deps: RollDeps & { logger: Logger }): { stop(): void } {
  const roll = createRoll(deps);
  const onError = (error: unknown) => deps.logger.error({ err: error }, 'usage could not be added up');
  roll().catch(onError);
  return repeat(roll, ROLL_MS, onError);
}

/** Adds slice after slice until none is left that is older than `lagMs`, and shows how far that is. */
export function createRoll({ rollPool, metrics }: RollDeps, lagMs = LAG_MS): () => Promise<void> {
  const rolledUntil = metrics.gauge(
    'aihub_usage_rolled_until_timestamp_seconds',
    'Until when ended runs are in the hours of usage',
    [],
  );
  return async () => {
    for (let caughtUp = false; !caughtUp;) {
      const { rows } = await rollPool.query<{ rolledUntil: Date; caughtUp: boolean }>(
        'SELECT * FROM core.roll_usage($1, $2)',
        [lagMs, SPAN_MS],
      );
      const [answer] = rows;
      if (answer === undefined) throw new Error('core.roll_usage answered nothing');
      rolledUntil.set(answer.rolledUntil.getTime() / 1_000);
      caughtUp = answer.caughtUp;
    }
  };
}
