import { createServiceApp } from '@smart-ai-hub/service-kit';
import type { Express } from 'express';
import type { Dependencies } from './dependencies.ts';
import { mountMcp } from './features/mcp/mcp.routes.ts';

/** The service's HTTP surface; it never listens. */
export function createApp(dependencies: Dependencies): Express {
  const { service, config, logger, metrics, isDraining } = dependencies.context;
  return createServiceApp({
    service,
    version: config.SERVICE_VERSION,
    logger,
    metrics,
    checks: dependencies.checks,
    isDraining,
    trustedProxies: config.TRUSTED_PROXIES,
    configure: (app) => mountMcp(app, dependencies),
  });
}
