import { type ServiceContext, createServiceApp } from '@smart-ai-hub/service-kit';
import type { WorkerConfig } from './config.ts';
import type { WorkerDeps } from './dependencies.ts';

/** The worker serves nobody: its app is for probes and metrics. */
export function createWorkerApp(context: ServiceContext<WorkerConfig>, deps: Pick<WorkerDeps, 'pool' | 'redis'>) {
  return createServiceApp({
    ...context,
    checks: {
      postgres: async () => void (await deps.pool.query('select 1')),
      redis: async () => void (await deps.redis.ping()),
    },
    configure: () => undefined,
  });
}
