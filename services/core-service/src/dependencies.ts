import { createPool, createPrismaClient } from '@smart-ai-hub/database';
import {
  closeRedis,
  createApiKeyFinder,
  createCallerAuthenticator,
  createRedis,
  createSessionAuthenticator,
  createTokenVerifier,
  type ServiceContext,
} from '@smart-ai-hub/service-kit';
import type { CoreConfig } from './config.ts';
import { createBudgetsRepository } from './features/credits/budgets.repository.ts';
import { createCreditsRepository } from './features/credits/credits.repository.ts';
import { createModelsRepository } from './features/models/models.repository.ts';
import { createPricesRepository } from './features/prices/prices.repository.ts';
import { createRunsRepository } from './features/runs/runs.repository.ts';
import { createWebhooksRepository } from './features/webhooks/webhooks.repository.ts';

export type Dependencies = ReturnType<typeof createDependencies>;

/** Together with a second's wait for an answer, a dead database is noticed within the two seconds that are promised. */
const DATABASE_TIMEOUTS = { connectionTimeoutMs: 1_500, statementTimeoutMs: 900 };
const KEY_CONNECTIONS = 2;

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
  const revocations = createRedis(config.REDIS_URL, { role: 'subscriber', logger });
  const verifyToken = createTokenVerifier({ jwksUrl: `${config.AUTH_SERVICE_URL}/.well-known/jwks.json` });
  return {
    context,
    authenticateSession: createSessionAuthenticator(verifyToken),
    authenticate: createCallerAuthenticator({
      verifyToken,
      findApiKey: createApiKeyFinder((text, values) => keyPool.query(text, values)),
      redisSubscriber: revocations,
    }),
    budgets: createBudgetsRepository(prisma),
    credits: createCreditsRepository(prisma),
    models: createModelsRepository(prisma),
    prices: createPricesRepository(prisma),
    runs: createRunsRepository(prisma),
    webhooks: createWebhooksRepository(prisma),
    addressRules: {
      mustBeHttps: config.NODE_ENV === 'production',
      allowPrivate: config.WEBHOOK_ALLOW_PRIVATE_ADDRESSES,
    },
    // Redis only brings revocations sooner; without it keys are re-read every half minute, so readiness does not ask it.
    checks: { postgres: async () => void (await prisma.$queryRaw`SELECT 1`) },
    close: async () => {
      await closeRedis(revocations);
      await keyPool.end();
      await prisma.$disconnect();
    },
  };
}
