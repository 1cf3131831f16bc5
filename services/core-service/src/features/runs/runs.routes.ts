import { runHistoryEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import { exportRuns } from './export-runs.ts';
import { listRuns } from './list-runs.ts';
import type { RunsRepository } from './runs.repository.ts';

type RunsDependencies = { authenticate: Authenticate; runs: RunsRepository };

export function mountRuns(router: IRouter, { authenticate, runs }: RunsDependencies): void {
  mountEndpoint(router, runHistoryEndpoints.listRuns, {
    authenticate,
    handler: ({ identity, query }) => listRuns(runs, identity.accountId, query),
  });
  mountEndpoint(router, runHistoryEndpoints.exportRuns, {
    authenticate,
    handler: ({ identity, query, res }) => exportRuns(runs, identity.accountId, query, res),
  });
}
