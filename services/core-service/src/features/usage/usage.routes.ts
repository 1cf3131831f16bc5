import { adminUsageEndpoints, usageEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import type { AccountsRepository } from '../accounts/accounts.repository.ts';
import { exportAllUsage, exportUsage } from './export-usage.ts';
import { readAllUsage, readUsage } from './read-usage.ts';
import type { UsageRepository } from './usage.repository.ts';

type UsageDependencies = { authenticate: Authenticate; usage: UsageRepository; accounts: AccountsRepository };

export function mountUsage(router: IRouter, { authenticate, usage, accounts }: UsageDependencies): void {
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
    handler: ({ query }) => readAllUsage({ usage, accounts }, query),
  });
  mountEndpoint(router, adminUsageEndpoints.exportAllUsage, {
    authenticate,
    handler: ({ query, res }) => exportAllUsage(usage, query, res),
  });
}
