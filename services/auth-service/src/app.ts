import { createServiceApp } from '@smart-ai-hub/service-kit';
import cookieParser from 'cookie-parser';
import type { Express } from 'express';
import type { Dependencies } from './dependencies.ts';
import { mountAccounts } from './features/accounts/accounts.routes.ts';
import { mountApiKeys } from './features/api-keys/api-keys.routes.ts';
import { mountDeletion } from './features/deletion/deletion.routes.ts';
import { mountSigningKeys } from './features/signing-keys/signing-keys.routes.ts';

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
    configure: (app) => {
      app.use(cookieParser());
      mountSigningKeys(app, dependencies.keySet);
      mountAccounts(app, dependencies.accounts);
      mountDeletion(app, dependencies.deletion);
      mountApiKeys(app, dependencies.apiKeys);
    },
  });
}
