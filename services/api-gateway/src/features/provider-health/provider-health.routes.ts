import { providerEndpoints } from '@smart-ai-hub/contracts';
import { mountEndpoint } from '@smart-ai-hub/service-kit';
import type { Express } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { summariseStatus } from './judge-providers.ts';
import { readProviders } from './read-providers.ts';

type Deps = Pick<GatewayDeps, 'providerHealth' | 'authenticate'>;

/** `GET /api/providers` for callers, `GET /api/status` for anybody: from what the workers wrote, and no provider is asked. */
export function providerHealthRoutes(app: Express, deps: Deps): void {
  mountEndpoint(app, providerEndpoints.listProviders, {
    authenticate: deps.authenticate,
    handler: async () => ({ providers: await readProviders(deps) }),
  });
  mountEndpoint(app, providerEndpoints.readStatus, {
    handler: async () => summariseStatus(await readProviders(deps), new Date()),
  });
}
