import { createServiceApp } from '@smart-ai-hub/service-kit';
import type { Express } from 'express';
import type { Dependencies } from './dependencies.ts';
import { mountAccounts } from './features/accounts/accounts.routes.ts';
import { mountAudits } from './features/audit/audits.routes.ts';
import { mountCredits } from './features/credits/credits.routes.ts';
import { mountModels } from './features/models/models.routes.ts';
import { mountNotices } from './features/notices/notices.routes.ts';
import { mountPaymentAdministration } from './features/payments/payment-administration.routes.ts';
import { mountPayments } from './features/payments/payments.routes.ts';
import { mountPersonalData } from './features/personal-data/personal-data.routes.ts';
import { mountPrices } from './features/prices/prices.routes.ts';
import { mountPromoCodes } from './features/promo-codes/promo-codes.routes.ts';
import { mountRunContents } from './features/run-contents/run-contents.routes.ts';
import { mountRuns } from './features/runs/runs.routes.ts';
import { mountUsage } from './features/usage/usage.routes.ts';
import { mountWebhooks } from './features/webhooks/webhooks.routes.ts';

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
      mountAccounts(app, { ...dependencies, logger });
      mountAudits(app, dependencies);
      mountCredits(app, dependencies);
      mountModels(app, dependencies);
      mountNotices(app, { ...dependencies, authenticate: dependencies.authenticateSession });
      const payments = { ...dependencies, ...dependencies.selling, logger };
      mountPayments(app, { ...payments, authenticate: dependencies.authenticateSession });
      mountPaymentAdministration(app, { ...payments, authenticate: dependencies.authenticate });
      mountPersonalData(app, { ...dependencies, authenticate: dependencies.authenticateSession });
      mountPrices(app, { ...dependencies, logger });
      mountPromoCodes(app, { ...dependencies, logger });
      mountRunContents(app, { ...dependencies, authenticate: dependencies.authenticateSession, logger });
      mountRuns(app, dependencies);
      mountUsage(app, dependencies);
      mountWebhooks(app, { ...dependencies, authenticate: dependencies.authenticateSession, logger });
    },
  });
}
