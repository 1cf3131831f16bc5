import { newId } from '@smart-ai-hub/contracts';
import { type PrismaClient, createPool, createPrismaClient } from '@smart-ai-hub/database';
import { createLedger } from '@smart-ai-hub/ledger';
import { type Providers, createProviders } from '@smart-ai-hub/llm-providers';
import {
  createCallLimits,
  createCancelListener,
  createProviderStates,
  createKeptRuns,
  createRunConsumer,
  createRunScripts,
  createStreamMemory,
  createTokenCountConsumer,
} from '@smart-ai-hub/run-pipeline';
import {
  type Logger,
  type ServiceContext,
  type StartedService,
  createRedis,
  isDependencyFailure,
  repeat,
} from '@smart-ai-hub/service-kit';
import type { WorkerConfig } from './config.ts';
import { createWorkerApp } from './app.ts';
import { TOKEN_COUNT_CONCURRENCY, countTokens } from './features/count-tokens/count-tokens.ts';
import { executeRun } from './features/execute-run/execute-run.ts';
import { createDeliveriesRepository } from './features/deliver-webhooks/deliveries.repository.ts';
import { createWebhookPoster } from './features/deliver-webhooks/post-webhook.ts';
import { createWebhookMetrics } from './features/deliver-webhooks/webhook-metrics.ts';
import { startWebhooks } from './features/deliver-webhooks/start-webhooks.ts';
import { createReasoningStore } from './features/keep-reasoning/reasoning-store.ts';
import { createContentKeeper } from './features/keep-contents/content-keeper.ts';
import { createRunContentsRepository } from './features/keep-contents/run-contents.repository.ts';
import { LEASE_MS, createLeaseKeeper } from './features/hold-leases/lease-keeper.ts';
import { createModelsRepository } from './features/publish-models/models.repository.ts';
import { createPriceBookRepository } from './features/publish-models/price-book.repository.ts';
import { beginWithModels, lookEveryMs, refreshModels } from './features/publish-models/refresh-models.ts';
import { createSharedListings } from './features/publish-models/shared-listings.ts';
import { sweepRuns } from './features/sweep-runs/sweep-runs.ts';
import { startProviderManager } from './provider-manager.ts';
import { type WorkerMetrics, createWorkerMetrics } from './worker-metrics.ts';

export type WorkerDeps = Awaited<ReturnType<typeof createWorkerDeps>>;

const LEASE_RENEWAL_MS = 5_000;
const SWEEP_MS = 10_000;
const CIRCUITS_SYNC_MS = 1_000;
const HEALTH_SYNC_MS = 5_000;
/** Whoever asks for contents to be kept waits so long for the first; whoever takes that back waits for nothing: the database refuses. */
const WISHES_MS = 10_000;

/** Everything a run needs, built once and handed down. */
export async function createWorkerDeps({ config, logger, metrics }: ServiceContext<WorkerConfig>) {
  const workerId = newId('wrk');
  const pool = createPool({ url: config.DATABASE_URL, role: 'hub_worker', applicationName: 'llm-worker' });
  const prisma = createPrismaClient({ url: config.DATABASE_URL, role: 'hub_worker' });
  const redis = createRedis(config.REDIS_URL, { role: 'worker', logger });
  // What is known of providers is no reason to keep a call waiting: this connection fails at once while Redis is away.
  const healthRedis = createRedis(config.REDIS_URL, { role: 'producer', logger });
  const subscriber = createRedis(config.REDIS_URL, { role: 'subscriber', logger });
  const ledger = createLedger({ pool });
  const workerMetrics = createWorkerMetrics(metrics);
  const providers = connectProviders(config, logger, workerMetrics);
  const keptRuns = createKeptRuns(redis);
  const contents = createRunContentsRepository(prisma);
  return {
    ...(await startProviderManager({ config, healthRedis, subscriber, metrics: workerMetrics })),
    workerId,
    logger,
    pool,
    prisma,
    redis,
    healthRedis,
    subscriber,
    ledger,
    scripts: createRunScripts(redis),
    streamMemory: createStreamMemory(),
    cancels: await createCancelListener(subscriber),
    leases: createLeaseKeeper({ ledger, logger, leaseMs: LEASE_MS, renewEveryMs: LEASE_RENEWAL_MS }),
    providers,
    listings: createSharedListings(healthRedis, {
      configurationId: providers.configurationId,
      workerId,
      roundMs: config.MODELS_REFRESH_MS,
    }),
    models: createModelsRepository(prisma),
    priceBook: createPriceBookRepository(prisma),
    ...createWebhookParts({ config, prisma, metrics }),
    states: createProviderStates(healthRedis),
    reasoning: createReasoningStore(redis),
    limits: createCallLimits(redis, {}),
    keptRuns,
    contentKeeper: createContentKeeper({ contents, keptRuns, metrics: workerMetrics, logger }),
    metrics: workerMetrics,
  };
}

/** Opens everything, takes runs from the queue, and closes in the reverse order. */
export async function startWorker(context: ServiceContext<WorkerConfig>): Promise<StartedService> {
  const { config, logger } = context;
  const deps = await createWorkerDeps(context);
  await beginWithModels(deps).catch((error: unknown) => {
    // It is published with the next round; what this worker can do does not depend on it.
    if (!isDependencyFailure(error)) throw error;
    logger.warn({ err: error }, 'the models could not be published yet');
  });
  const onError = (error: unknown) => logger.error({ err: error }, 'background task failed');
  await deps.contentKeeper.refresh().catch(onError);
  const publishing = repeat(() => refreshModels(deps), lookEveryMs(config.MODELS_REFRESH_MS), onError);
  const syncing = [
    repeat(() => deps.breakers.sync(), CIRCUITS_SYNC_MS, onError),
    repeat(() => deps.health.sync(), HEALTH_SYNC_MS, onError),
    repeat(() => deps.contentKeeper.refresh(), WISHES_MS, onError),
  ];
  const sweeping = repeat(async () => deps.metrics.swept.inc(await sweepRuns(deps)), SWEEP_MS, onError);
  const webhooks = startWebhooks({ ...deps, keepDays: config.RETENTION_WEBHOOK_DELIVERIES_DAYS }, onError);
  const consumer = createRunConsumer({
    redis: deps.redis,
    concurrency: config.LLM_WORKER_CONCURRENCY,
    execute: (payload, delivery) => executeRun(deps, payload, delivery),
    onError: (error, at) => logger.error({ ...at, err: error }, 'queue worker error'),
  });
  const counts = createTokenCountConsumer({
    redis: deps.redis,
    concurrency: TOKEN_COUNT_CONCURRENCY,
    count: (payload, signal) => countTokens(deps, payload, signal),
    onError,
  });
  return {
    app: createWorkerApp(context, deps),
    async drain() {
      publishing.stop();
      sweeping.stop();
      // What cannot end in order must not take the answers along that are under way.
      const drained = [counts.close(), webhooks.stop(), consumer.drain(config.DRAIN_TIMEOUT_MS)];
      await Promise.all(drained.map(async (one) => one.catch(onError)));
    },
    async close() {
      for (const one of syncing) one.stop();
      deps.leases.stop();
      await deps.poster.close();
      deps.subscriber.disconnect();
      deps.redis.disconnect();
      deps.healthRedis.disconnect();
      await deps.prisma.$disconnect();
      await deps.pool.end();
    },
  };
}

function connectProviders(config: WorkerConfig, logger: Logger, metrics: WorkerMetrics): Providers {
  return createProviders({
    anthropicApiKeys: config.ANTHROPIC_API_KEY,
    anthropicBaseUrl: config.ANTHROPIC_BASE_URL,
    openaiApiKeys: config.OPENAI_API_KEY,
    openaiBaseUrl: config.OPENAI_BASE_URL,
    openaiEndpoints: config.OPENAI_COMPATIBLE_ENDPOINTS,
    anthropicEndpoints: config.ANTHROPIC_COMPATIBLE_ENDPOINTS,
    ollamaBaseUrl: config.OLLAMA_BASE_URL,
    simulatorUrl: config.SIMULATOR_URL,
    onKeyRefused: (refusal) => noteKeyRefusal(refusal, logger, metrics),
    onPresence: (provider, isThere) =>
      logger.info(
        { provider },
        isThere ? 'provider is there: its models are offered' : 'provider is gone, and its models',
      ),
  });
}

type WebhookParts = Pick<ServiceContext<WorkerConfig>, 'config' | 'metrics'> & { prisma: PrismaClient };

function createWebhookParts({ config, prisma, metrics }: WebhookParts) {
  return {
    deliveries: createDeliveriesRepository(prisma),
    poster: createWebhookPoster({
      mustBeHttps: config.NODE_ENV === 'production',
      allowPrivate: config.WEBHOOK_ALLOW_PRIVATE_ADDRESSES,
    }),
    webhookMetrics: createWebhookMetrics(metrics),
  };
}

type KeyRefusal = { provider: string; key: number; status: number };

/** Keys are numbered in the order of their setting; their own words are for the provider only. */
function noteKeyRefusal({ provider, key, status }: KeyRefusal, logger: Logger, metrics: WorkerMetrics): void {
  metrics.keyRefusals.inc({ provider, key: String(key), status: String(status) });
  if (status === 429) return;
  logger.error({ provider, keyNumber: key, status }, 'provider does not accept this key, which is left out for now');
}
