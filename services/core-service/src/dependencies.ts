import { type PrismaClient, createPool, createPrismaClient } from '@smart-ai-hub/database';
import {
  closeRedis,
  createApiKeyFinder,
  createCallerAuthenticator,
  createRedis,
  createSessionAuthenticator,
  createTokenVerifier,
  type ServiceContext,
  type StartedService,
} from '@smart-ai-hub/service-kit';
import { createApp } from './app.ts';
import type { CoreConfig } from './config.ts';
import { createAccountsRepository } from './features/accounts/accounts.repository.ts';
import { createAuditsRepository } from './features/audit/audits.repository.ts';
import { startAudits } from './features/audit/start-audits.ts';
import { createBudgetsRepository } from './features/credits/budgets.repository.ts';
import { createCreditsRepository } from './features/credits/credits.repository.ts';
import { createStatementsRepository } from './features/credits/statements.repository.ts';
import { createClosuresRepository } from './features/deletion/closures.repository.ts';
import { refuseClosed } from './features/deletion/refuse-closed.ts';
import { createModelsRepository } from './features/models/models.repository.ts';
import { createMailer } from './features/notices/create-mailer.ts';
import { createNoticesRepository } from './features/notices/notices.repository.ts';
import { startNotices } from './features/notices/start-notices.ts';
import { createAutoTopUpsRepository } from './features/payments/auto-top-ups.repository.ts';
import { createEventWorker } from './features/payments/event-worker.ts';
import { createPaymentMetrics } from './features/payments/payment-metrics.ts';
import { createPaymentProvider } from './features/payments/payment-provider.ts';
import { startPayments } from './features/payments/start-payments.ts';
import { createPaymentsRepository } from './features/payments/payments.repository.ts';
import { createReconciliationsRepository } from './features/payments/reconciliations.repository.ts';
import { createStripeCustomersRepository } from './features/payments/stripe-customers.repository.ts';
import { createStripeEventsRepository } from './features/payments/stripe-events.repository.ts';
import { createExportLimit } from './features/personal-data/export-limit.ts';
import { createPersonalDataRepository } from './features/personal-data/personal-data.repository.ts';
import { createPricesRepository } from './features/prices/prices.repository.ts';
import { createPromoCodesRepository } from './features/promo-codes/promo-codes.repository.ts';
import { createRedeemLimit } from './features/promo-codes/redeem-limit.ts';
import { createRetentionRepository } from './features/retention/retention.repository.ts';
import { startRetention } from './features/retention/start-retention.ts';
import { createRunContentsRepository } from './features/run-contents/run-contents.repository.ts';
import { createRunsRepository } from './features/runs/runs.repository.ts';
import { startUsage } from './features/usage/start-usage.ts';
import { createUsageRepository } from './features/usage/usage.repository.ts';
import { createWebhooksRepository } from './features/webhooks/webhooks.repository.ts';

export type Dependencies = ReturnType<typeof createDependencies>;

/** Together with a second's wait for an answer, a dead database is noticed within the two seconds that are promised. */
const DATABASE_TIMEOUTS = { connectionTimeoutMs: 1_500, statementTimeoutMs: 900 };
const KEY_CONNECTIONS = 2;
/** An audit reads the whole ledger. */
const AUDIT_TIMEOUT_MS = 15 * 60_000;
/** A year of every account is added up for administrators; a log of millions of calls is looked through. */
const REPORT_LIMITS = { max: 3, statementTimeoutMs: 8_000 };
/** Nobody waits for it: it is patient with a busy database. */
const ROLL_LIMITS = { max: 1, connectionTimeoutMs: 10_000, statementTimeoutMs: 5 * 60_000 };

/** Builds everything of the service once; `close` undoes it in reverse order. */
export function createDependencies(context: ServiceContext<CoreConfig>) {
  const { config, logger, service } = context;
  const database = {
    url: config.DATABASE_URL,
    applicationName: service,
    onError: (error: Error) => logger.warn({ err: error }, 'lost an idle database connection'),
    ...DATABASE_TIMEOUTS,
  };
  const prisma = createPrismaClient({ ...database, role: 'hub_core' });
  // hub_core sees nothing of schema auth: keys are checked with the gateway's right to read them.
  const keyPool = createPool({ ...database, role: 'hub_gateway', max: KEY_CONNECTIONS });
  const auditPool = createPool({ ...database, role: 'hub_core', max: 1, statementTimeoutMs: AUDIT_TIMEOUT_MS });
  const reportPrisma = createPrismaClient({ ...database, role: 'hub_core', ...REPORT_LIMITS });
  const rollPool = createPool({ ...database, role: 'hub_core', ...ROLL_LIMITS });
  const revocations = createRedis(config.REDIS_URL, { role: 'subscriber', logger });
  const redis = createRedis(config.REDIS_URL, { role: 'producer', logger });
  const mailer = createMailer(config);
  const verifyToken = createTokenVerifier({ jwksUrl: `${config.AUTH_SERVICE_URL}/.well-known/jwks.json` });
  const repositories = createRepositories(prisma);
  const authenticateCaller = createCallerAuthenticator({
    verifyToken,
    findApiKey: createApiKeyFinder((text, values) => keyPool.query(text, values)),
    redisSubscriber: revocations,
  });
  return {
    context,
    authenticateSession: refuseClosed(createSessionAuthenticator(verifyToken), repositories.closures),
    authenticate: refuseClosed(authenticateCaller, repositories.closures),
    ...repositories,
    ...createReports(reportPrisma),
    auditPool,
    mailer,
    mailsAreSent: mailer !== undefined,
    redeemLimit: createRedeemLimit(redis),
    countExport: createExportLimit(redis),
    selling: createSelling(context, prisma),
    rollPool,
    addressRules: {
      mustBeHttps: config.NODE_ENV === 'production',
      allowPrivate: config.WEBHOOK_ALLOW_PRIVATE_ADDRESSES,
    },
    // Redis only brings revocations sooner; without it keys are re-read every half minute, so readiness does not ask it.
    checks: { postgres: async () => void (await prisma.$queryRaw`SELECT 1`) },
    close: async () => {
      mailer?.close();
      await Promise.all([closeRedis(revocations), closeRedis(redis)]);
      await Promise.all([keyPool.end(), auditPool.end(), rollPool.end()]);
      await Promise.all([reportPrisma.$disconnect(), prisma.$disconnect()]);
    },
  };
}

function createRepositories(prisma: PrismaClient) {
  return {
    accounts: createAccountsRepository(prisma),
    audits: createAuditsRepository(prisma),
    contents: createRunContentsRepository(prisma),
    budgets: createBudgetsRepository(prisma),
    closures: createClosuresRepository(prisma),
    credits: createCreditsRepository(prisma),
    statements: createStatementsRepository(prisma),
    models: createModelsRepository(prisma),
    notices: createNoticesRepository(prisma),
    prices: createPricesRepository(prisma),
    promoCodes: createPromoCodesRepository(prisma),
    retention: createRetentionRepository(prisma),
    webhooks: createWebhooksRepository(prisma),
  };
}

/** What looks through much, on connections of its own that may take longer. */
const createReports = (prisma: PrismaClient) => ({
  personalData: createPersonalDataRepository(prisma),
  runs: createRunsRepository(prisma),
  usage: createUsageRepository(prisma),
});

/** What the sale of credits needs. Without a provider payments can be looked at, and none begins. */
function createSelling({ config, logger, metrics }: ServiceContext<CoreConfig>, prisma: PrismaClient) {
  const provider = createPaymentProvider(config);
  const selling = {
    payments: createPaymentsRepository(prisma),
    stripeCustomers: createStripeCustomersRepository(prisma),
    stripeEvents: createStripeEventsRepository(prisma),
    autoTopUps: createAutoTopUpsRepository(prisma),
    reconciliations: createReconciliationsRepository(prisma),
    paymentMetrics: createPaymentMetrics(metrics),
    frontendUrl: config.FRONTEND_URL.replace(/\/$/, ''),
    logger,
  };
  return { ...selling, provider, eventWorker: provider && createEventWorker({ ...selling, provider }) };
}

/** The service with what it does by itself: it audits the ledger, adds up usage, mails notices, looks after payments and deletes what is old. */
export function startCore(context: ServiceContext<CoreConfig>): Promise<StartedService> {
  const dependencies = createDependencies(context);
  const { config, logger, metrics } = context;
  const auditing = startAudits({
    ...dependencies,
    logger,
    metrics,
    auditIntervalMs: config.LEDGER_AUDIT_INTERVAL_MS,
    maxFrozenAccounts: config.LEDGER_AUDIT_MAX_FROZEN_ACCOUNTS,
  });
  const noticing = startNotices({ ...dependencies, logger, frontendUrl: config.FRONTEND_URL });
  const payments = startPayments(dependencies.selling);
  const adding = startUsage({ ...dependencies, logger, metrics });
  const pruning = startRetention({ ...dependencies, ...dependencies.selling, config, logger, metrics });
  return Promise.resolve({
    app: createApp(dependencies),
    drain: () => payments.stop(),
    close: async () => {
      auditing.stop();
      noticing.stop();
      adding.stop();
      pruning.stop();
      await dependencies.close();
    },
  });
}
