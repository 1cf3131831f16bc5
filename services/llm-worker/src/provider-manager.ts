import { createHealthRecord } from '@smart-ai-hub/run-pipeline';
import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config.ts';
import { type CircuitBreakers, createCircuitBreakers } from './features/break-circuits/circuit-breakers.ts';
import { CIRCUITS_CHANNEL, createSharedCircuits } from './features/break-circuits/circuit-store.ts';
import { type RetryBudget, createRetryBudget } from './features/limit-retries/retry-budget.ts';
import { type CallGate, createCallGate } from './features/pace-calls/call-gate.ts';
import { type HealthKeeper, createHealthKeeper } from './features/record-health/health-keeper.ts';
import type { WorkerMetrics } from './worker-metrics.ts';

/** What decides whether, when and how a provider is called. */
export type ProviderManager = { breakers: CircuitBreakers; gate: CallGate; health: HealthKeeper; retries: RetryBudget };

export type ProviderManagerParts = {
  config: WorkerConfig;
  healthRedis: Redis;
  subscriber: Redis;
  metrics: WorkerMetrics;
};

export async function startProviderManager(parts: ProviderManagerParts): Promise<ProviderManager> {
  const { config, metrics } = parts;
  const breakers = await startBreakers(parts);
  const health = createHealthKeeper({
    record: createHealthRecord(parts.healthRedis),
    bounds: { leastMs: config.FIRST_TOKEN_TIMEOUT_MS, mostMs: config.FIRST_TOKEN_TIMEOUT_MAX_MS },
    onAlone: () => metrics.healthUnshared.inc(),
  });
  const gate = createCallGate({
    breakers,
    note: health.note,
    ceiling: config.LLM_WORKER_CONCURRENCY,
    waitMs: config.PROVIDER_WAIT_MS,
    onLane: metrics.noteLane,
  });
  const retries = createRetryBudget({ onAsked: (answer) => metrics.retries.inc({ answer }) });
  return { breakers, gate, health, retries };
}

/** Breakers that look at once when another worker opened or closed a circuit, instead of with the next second. */
async function startBreakers({ healthRedis, subscriber, metrics }: ProviderManagerParts): Promise<CircuitBreakers> {
  const breakers = createCircuitBreakers(createSharedCircuits(healthRedis), {
    onChange: (provider, open) => metrics.openCircuits.set({ provider }, open),
    onTurn: (provider, to) => metrics.circuitTurns.inc({ provider, to }),
    onAlone: () => metrics.healthUnshared.inc(),
  });
  subscriber.on('message', (channel) => {
    if (channel === CIRCUITS_CHANNEL) void breakers.sync();
  });
  await subscriber.subscribe(CIRCUITS_CHANNEL);
  return breakers;
}
