import type { Redis } from 'ioredis';
import type { WorkerConfig } from './config.ts';
import { type CircuitBreakers, createCircuitBreakers } from './features/break-circuits/circuit-breakers.ts';
import { CIRCUITS_CHANNEL, createSharedCircuits } from './features/break-circuits/circuit-store.ts';
import { type CallGate, createCallGate } from './features/pace-calls/call-gate.ts';
import type { WorkerMetrics } from './worker-metrics.ts';

/** What decides whether, when and how a provider is called. */
export type ProviderManager = { breakers: CircuitBreakers; gate: CallGate };

export type ProviderManagerParts = {
  config: Pick<WorkerConfig, 'LLM_WORKER_CONCURRENCY' | 'PROVIDER_WAIT_MS'>;
  healthRedis: Redis;
  subscriber: Redis;
  metrics: WorkerMetrics;
};

export async function startProviderManager(parts: ProviderManagerParts): Promise<ProviderManager> {
  const { config, metrics } = parts;
  const breakers = await startBreakers(parts);
  const gate = createCallGate({
    breakers,
    ceiling: config.LLM_WORKER_CONCURRENCY,
    waitMs: config.PROVIDER_WAIT_MS,
    onLane: metrics.noteLane,
  });
  return { breakers, gate };
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
