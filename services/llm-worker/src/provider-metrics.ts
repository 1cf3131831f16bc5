import type { Metrics } from '@smart-ai-hub/service-kit';
import type { LaneState } from './features/pace-calls/call-lane.ts';

const ofProvider = ['provider'] as const;

/** How providers do, as this worker's calls show it. */
export function createProviderMetrics(metrics: Metrics) {
  return {
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
    keyRefusals: metrics.counter(
      'aihub_provider_key_refusals_total',
      'Keys, by number, that a provider limited or did not accept, where it has several',
      ['provider', 'key', 'status'],
    ),
    listings: metrics.counter(
      'aihub_provider_listings_total',
      'Times that this worker asked a provider for its models, and what came of it',
      ['provider', 'outcome'],
    ),
    healthUnshared: metrics.counter(
      'aihub_provider_health_unshared_total',
      'Times that Redis could not be told of the health of providers',
      [],
    ),
    ...createLaneMetrics(metrics),
  };
}

function createLaneMetrics(metrics: Metrics) {
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
    noteLane(provider: string, { inFlight, limit, waiting }: LaneState): void {
      callsInFlight.set({ provider }, inFlight);
      callsLimit.set({ provider }, limit);
      callsWaiting.set({ provider }, waiting);
    },
  };
}
