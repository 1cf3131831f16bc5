import { type Repetition, repeat } from '@smart-ai-hub/service-kit';
import type { GatewayDeps } from '../../dependencies.ts';
import { readOldestWaitSeconds } from './waiting-runs.repository.ts';

const LOOK_MS = 5_000;

/**
 * Measures how long runs wait for a worker. The gateway does it, because workers are what there may be too few of: all of them dead is
 * when the number matters most. What scales workers goes by it.
 */
export function watchWaitingRuns({
  prisma,
  metrics,
  logger,
}: Pick<GatewayDeps, 'prisma' | 'metrics' | 'logger'>): Repetition {
  const look = async () => metrics.oldestWait.set(await readOldestWaitSeconds(prisma));
  return repeat(look, LOOK_MS, (err) => logger.warn({ err }, 'the wait of the oldest run could not be measured'));
}
