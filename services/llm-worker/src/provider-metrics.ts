import type { Metrics } from '@smart-ai-hub/service-kit';
import type { LaneState } from './features/pace-calls/call-lane.ts';

/** How providers do, as this worker's calls show it. */
export function createProviderMetrics(metrics: Metrics) {
  const ofProvider = ['provider'] as const;
  const callsInFlight = metrics.gauge(
    'aihub_provider_calls_in_flight',
    'Calls of a provider by this worker just now',
    ofProvider,
  );
  const callsLimit = metrics.gauge(
    'aihub_provider_calls_limit',
    'Calls of a provider that this worker has in flight at most, as the limits of the provider allow',
    ofProvider,
  );
  const callsWaiting = metrics.gauge(
    'aihub_provider_calls_waiting',
    'Calls that wait for their turn at a provider',
    ofProvider,
  );
  return {
    callsLimit,
    openCircuits: metrics.gauge(
      'aihub_provider_circuits_open',
      'Models that are left alone for having failed',
      ofProvider,
    ),
    circuitTurns: metrics.counter(
      'aihub_provider_circuit_turns_total',
      'Circuits that an outcome of this worker opened or closed for all',
      ['provider', 'to'],
    ),
    retries: metrics.counter(
      'aihub_provider_retries_total',
      'Calls that were to ask the same model again: allowed, or refused because the budget of retries was used up',
      ['answer'],
    ),
    healthUnshared: metrics.counter(
      'aihub_provider_health_unshared_total',
      'Times that Redis could not be told of the health of providers',
      [],
    ),
    noteLane(provider: string, { inFlight, limit, waiting }: LaneState): void {
      callsInFlight.set({ provider }, inFlight);
      callsLimit.set({ provider }, limit);
      callsWaiting.set({ provider }, waiting);
    },
  };
}
