import { type NameSettings, TOKEN_AUDIENCE, TOKEN_ISSUER, newId, sortModels } from '@smart-ai-hub/contracts';
import { type PrismaClient, createPool, createPrismaClient } from '@smart-ai-hub/database';
import { createLedger } from '@smart-ai-hub/ledger';
import {
  createCallLimits,
  createHealthRecord,
  createKeptRuns,
  createProviderStates,
  createRunQueue,
  createRunRelay,
  createRunScripts,
  createSpeedWatch,
  createStatusLog,
  createTokenCounter,
} from '@smart-ai-hub/run-pipeline';
import {
  type Logger,
  type ServiceContext,
  type StartedService,
  createApiKeyFinder,
  createBodyRoom,
  createCallerAuthenticator,
  createRedis,
  createTokenVerifier,
  repeat,
} from '@smart-ai-hub/service-kit';
import type { Redis } from 'ioredis';
import { createGatewayApp } from './app.ts';
import type { GatewayConfig } from './config.ts';
import { createBatchesRepository } from './features/batches/batches.repository.ts';
import { startBatchFeeder } from './features/batches/batch-feeder.ts';
import { createCallWebhooksRepository } from './features/calls/webhooks.repository.ts';
import { createModelCatalog } from './features/model-catalog/model-catalog.ts';
import { createBoardSession } from './features/queue-board/board-session.ts';
import { BOARD_PATH, createQueueBoard } from './features/queue-board/queue-board.ts';
import { createCountLimit } from './features/count-tokens/count-limit.ts';
import { readProviders } from './features/provider-health/read-providers.ts';
import { readPricedModels } from './features/model-catalog/priced-models.repository.ts';
import { createSocketServer } from './features/socket/socket-server.ts';
import { watchWaitingRuns } from './features/waiting-runs/watch-waiting-runs.ts';
import { createGatewayMetrics } from './gateway-metrics.ts';

export type GatewayDeps = Awaited<ReturnType<typeof createGatewayDeps>>;

/** `leaving` is aborted when this gateway begins to leave: readers who can go on elsewhere are let go. */
export type Drain = { leaving: AbortSignal; leave(): void };

const MODELS_MAX_AGE_MS = 5_000;

/** Everything a request needs, built once and handed down. */
export async function createGatewayDeps({ config, logger, metrics }: ServiceContext<GatewayConfig>) {
  const gatewayId = newId('gw');
  const pool = createPool({ url: config.DATABASE_URL, role: 'hub_gateway', applicationName: 'api-gateway' });
  const prisma = createPrismaClient({ url: config.DATABASE_URL, role: 'hub_gateway' });
  const { redis, runSubscriber, keySubscriber } = openRedis(config, logger);
  const ledger = createLedger({ pool });
  const scripts = createRunScripts(redis);
  const queue = createRunQueue(redis);
  const looking = { readRun: (runId: string) => ledger.readRun(runId), isQueued: (runId: string) => queue.has(runId) };
  const gatewayMetrics = createGatewayMetrics(metrics);
  const onReaders = (count: number) => gatewayMetrics.readers.set(count);
  const relay = await createRunRelay({ gatewayId, scripts, subscriber: runSubscriber, ...looking, onReaders });
  const tokenCounter = createTokenCounter({ redis, subscriber: runSubscriber, replyTo: relay.replyTo });
  const queueBoard = createBoard(config, redis);
  return {
    logger,
    pool,
    prisma,
    redis,
    ledger,
    scripts,
    queue,
    relay,
    providerHealth: createProviderHealth(redis),
    keptRuns: createKeptRuns(redis),
    ...createRepositories(prisma),
    tokenCounter,
    ...createRequestLimits(redis),
    submission: { ledger, queue, limits: createCallLimits(redis, config), replyTo: relay.replyTo },
    models: createModelCatalog({
      ...{ names: namesOf(config, redis), maxAgeMs: MODELS_MAX_AGE_MS },
      readModels: () => readPricedModels(prisma),
    }),
    authenticate: createCallerAuthenticator({
      verifyToken: createVerifier(config),
      findApiKey: createApiKeyFinder((text, values) => pool.query(text, values)),
      redisSubscriber: keySubscriber,
    }),
    queueBoard,
    metrics: gatewayMetrics,
    ...createDrain(),
    async close() {
      await relay.close();
      await Promise.all([queue.close(), tokenCounter.close(), queueBoard.close()]);
      for (const connection of [runSubscriber, keySubscriber, redis]) connection.disconnect();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

function openRedis({ REDIS_URL }: GatewayConfig, logger: Logger) {
  const open = (role: 'producer' | 'subscriber') => createRedis(REDIS_URL, { role, logger });
  return { redis: open('producer'), runSubscriber: open('subscriber'), keySubscriber: open('subscriber') };
}

function namesOf({ MODEL_ALIASES, AUTO_MODELS, ROUTING_STRATEGY }: GatewayConfig, redis: Redis): NameSettings {
  const speedOf = createSpeedWatch(createHealthRecord(redis));
  const sort: NameSettings['sort'] = (cards, by = ROUTING_STRATEGY) => sortModels(cards, by, speedOf);
  return { aliases: MODEL_ALIASES, autoModels: AUTO_MODELS, sort };
}

function createProviderHealth(redis: Redis) {
  return { record: createHealthRecord(redis), states: createProviderStates(redis), log: createStatusLog(redis) };
}

function createBoard({ FRONTEND_URL }: GatewayConfig, redis: Redis) {
  const isSecure = new URL(FRONTEND_URL).protocol === 'https:';
  return { ...createQueueBoard(redis), session: createBoardSession(redis, { path: BOARD_PATH, isSecure }) };
}

function createRepositories(prisma: PrismaClient) {
  return { webhooks: createCallWebhooksRepository(prisma), batches: createBatchesRepository(prisma) };
}

function createRequestLimits(redis: Redis) {
  return { limitTokenCounts: createCountLimit(redis), bodyRoom: createBodyRoom() };
}

function createVerifier({ AUTH_SERVICE_URL }: GatewayConfig) {
  const jwksUrl = `${AUTH_SERVICE_URL}/.well-known/jwks.json`;
  return createTokenVerifier({ jwksUrl, issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE });
}

function createDrain(): Drain {
  const leaving = new AbortController();
  return { leaving: leaving.signal, leave: () => leaving.abort() };
}

/** Opens everything, and closes in the reverse order. */
export async function startGateway(
  context: ServiceContext<GatewayConfig>,
): Promise<StartedService & { deps: GatewayDeps }> {
  const deps = await createGatewayDeps(context);
  const sockets = createSocketServer(deps, context.config);
  return {
    deps,
    app: createGatewayApp(context, deps),
    upgrades: sockets.upgrades,
    drain: async () => deps.leave(),
    async close() {
      sockets.close();
      await deps.close();
    },
  };
}

const LOOK_AT_PROVIDERS_MS = 10_000;

/** The gateway as its process runs it: it feeds batches too, notes when a provider's status changes, and measures how long runs wait. */
export async function startGatewayProcess(context: ServiceContext<GatewayConfig>): Promise<StartedService> {
  const gateway = await startGateway(context);
  const redis = createRedis(context.config.REDIS_URL, { role: 'worker', logger: context.logger });
  const feeder = startBatchFeeder(gateway.deps, redis);
  const onError = (err: unknown) => context.logger.warn({ err }, 'the status of the providers could not be noted');
  const looking = repeat(async () => void (await readProviders(gateway.deps)), LOOK_AT_PROVIDERS_MS, onError);
  const waiting = watchWaitingRuns(gateway.deps);
  return {
    ...gateway,
    async drain() {
      looking.stop();
      waiting.stop();
      gateway.deps.leave();
      await feeder.stop();
    },
    async close() {
      redis.disconnect();
      await gateway.close();
    },
  };
}
