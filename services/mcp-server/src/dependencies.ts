import { type NameSettings, newId, sortModels } from '@smart-ai-hub/contracts';
import { createPool, createPrismaClient } from '@smart-ai-hub/database';
import { createLedger } from '@smart-ai-hub/ledger';
import {
  createCallLimits,
  createHealthRecord,
  createSpeedWatch,
  createRunQueue,
  createRunRelay,
  createRunScripts,
} from '@smart-ai-hub/run-pipeline';
import {
  closeRedis,
  createApiKeyFinder,
  createBodyRoom,
  createCallerAuthenticator,
  createRedis,
  createTokenVerifier,
  type ServiceContext,
} from '@smart-ai-hub/service-kit';
import type { McpConfig } from './config.ts';
import { createBalanceRepository } from './features/balance/balance.repository.ts';
import { createModelsRepository } from './features/models/models.repository.ts';

export type Dependencies = Awaited<ReturnType<typeof createDependencies>>;

/** Builds everything of the service once; `close` undoes it in reverse order. */
export async function createDependencies(context: ServiceContext<McpConfig>) {
  const stores = createStores(context);
  const { pool, redis, ledger } = stores;
  const jwksUrl = `${context.config.AUTH_SERVICE_URL}/.well-known/jwks.json`;
  const scripts = createRunScripts(redis);
  const queue = createRunQueue(redis);
  const relay = await createRunRelay({
    gatewayId: newId('gw'),
    scripts,
    subscriber: stores.runSubscriber,
    readRun: (runId) => ledger.readRun(runId),
    isQueued: (runId) => queue.has(runId),
  });
  return {
    context,
    authenticate: createCallerAuthenticator({
      verifyToken: createTokenVerifier({ jwksUrl }),
      findApiKey: createApiKeyFinder((text, values) => pool.query(text, values)),
      redisSubscriber: stores.keySubscriber,
    }),
    bodyRoom: createBodyRoom(),
    ledger,
    scripts,
    queue,
    limits: createCallLimits(redis, context.config),
    relay,
    models: createModelsRepository(stores.prisma),
    names: namesOf(context.config, redis),
    balance: createBalanceRepository(stores.prisma),
    toolCalls: context.metrics.counter('aihub_mcp_tool_calls_total', 'Tool calls by what became of them', [
      'tool',
      'outcome',
    ]),
    checks: {
      postgres: async () => void (await pool.query('SELECT 1')),
      redis: async () => void (await redis.ping()),
    },
    close: async () => {
      await relay.close();
      await queue.close();
      await stores.close();
    },
  };
}

function createStores({ config, logger, service }: ServiceContext<McpConfig>) {
  const database = {
    url: config.DATABASE_URL,
    applicationName: service,
    onError: (error: Error) => logger.warn({ err: error }, 'lost an idle database connection'),
  };
  const pool = createPool({ ...database, role: 'hub_gateway' });
  const prisma = createPrismaClient({ ...database, role: 'hub_gateway' });
  const redis = createRedis(config.REDIS_URL, { role: 'producer', logger });
  const runSubscriber = createRedis(config.REDIS_URL, { role: 'subscriber', logger });
  const keySubscriber = createRedis(config.REDIS_URL, { role: 'subscriber', logger });
  return {
    pool,
    prisma,
    redis,
    runSubscriber,
    keySubscriber,
    ledger: createLedger({ pool }),
    close: async () => {
      await Promise.all([keySubscriber, runSubscriber, redis].map(closeRedis));
      await Promise.all([prisma.$disconnect(), pool.end()]);
    },
  };
}

function namesOf(config: McpConfig, redis: Parameters<typeof createHealthRecord>[0]): NameSettings {
  const speedOf = createSpeedWatch(createHealthRecord(redis));
  const sort: NameSettings['sort'] = (cards, by = config.ROUTING_STRATEGY) => sortModels(cards, by, speedOf);
  return { aliases: config.MODEL_ALIASES, autoModels: config.AUTO_MODELS, sort };
}
