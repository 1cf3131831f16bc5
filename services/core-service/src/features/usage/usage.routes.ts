import { adminUsageEndpoints, usageEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import { exportUsage } from './export-usage.ts';
import { readUsage } from './read-usage.ts';
import type { UsageRepository } from './usage.repository.ts';

export function mountUsage(
  router: IRouter,
  { authenticate, usage }: { authenticate: Authenticate; usage: UsageRepository },
): void {
  mountEndpoint(router, usageEndpoints.readUsage, {
    authenticate,
    handler: ({ identity: { accountId }, query }) => readUsage(usage, { ...query, accountId }),
  });
  mountEndpoint(router, usageEndpoints.exportUsage, {
    authenticate,
    handler: ({ identity: { accountId }, query, res }) => exportUsage(usage, { ...query, accountId }, res),
  });
  mountEndpoint(router, adminUsageEndpoints.readAllUsage, {
    authenticate,
    handler: ({ query }) => readUsage(usage, query),
  });
}
