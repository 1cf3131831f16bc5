import type { HealthStatus, HubStatus, ProviderHealth } from '@smart-ai-hub/contracts';
import type { ModelHealth, OpenCircuit, ProviderListing } from '@smart-ai-hub/run-pipeline';

export type Observations = {
  models: readonly ModelHealth[];
  circuits: readonly OpenCircuit[];
  listings: ReadonlyMap<string, ProviderListing>;
};

type Counted = Pick<ModelHealth, 'ok' | 'failed' | 'limited'>;
type ModelState = Omit<ProviderHealth['models'][number], 'since'>;
/** What is seen at a glance: since when it is so, only who looks again and again can tell. */
export type JudgedProvider = Omit<ProviderHealth, 'since' | 'models'> & { models: ModelState[] };

/** From this share of failed calls on, callers notice. */
const DEGRADED_SHARE = 0.05;
const DOWN_SHARE = 0.5;

/** What live traffic, the circuits and the free listings say of each provider. */
export function judgeProviders({ models, circuits, listings }: Observations): JudgedProvider[] {
  const ids = new Set([
    ...listings.keys(),
    ...models.map((one) => one.provider),
    ...circuits.map((one) => one.provider),
  ]);
  return [...ids].toSorted().map((id) => {
    const measured = models.filter(({ provider }) => provider === id);
    const open = circuits.filter(({ provider }) => provider === id);
    const listing = listings.get(id);
    const states = statesOf(measured, open);
    return {
      id,
      status: providerStatus(measured, states, listing),
      ...ratesOf(measured),
      calls: sum(measured, ({ ok, failed, limited }) => ok + failed + limited),
      limitedCalls: sum(measured, ({ limited }) => limited),
      models: states,
      lastListing: listing
        ? { at: new Date(listing.atMs).toISOString(), isReachable: listing.isReachable, models: listing.models }
        : null,
    };
  });
}

/** The same for anybody, and how the hub does as a whole: as well as its best provider, and not better than degraded when one is down. */
export function summariseStatus(providers: readonly ProviderHealth[], now: Date): HubStatus {
  const shown = providers.map(({ id, status, since, successRate, firstTokenP50Ms, firstTokenP95Ms, models }) => {
    const standings = models.map((model) => ({ id: model.id, status: model.status, since: model.since }));
    return { id, status, since, successRate, firstTokenP50Ms, firstTokenP95Ms, models: standings };
  });
  return { status: overall(providers.map(({ status }) => status)), providers: shown, at: now.toISOString() };
}

function overall(statuses: readonly HealthStatus[]): HealthStatus {
  const known = statuses.filter((status) => status !== 'unknown');
  if (known.length === 0) return 'unknown';
  if (known.every((status) => status === 'operational')) return 'operational';
  return known.every((status) => status === 'down') ? 'down' : 'degraded';
}

function statesOf(measured: readonly ModelHealth[], open: readonly OpenCircuit[]): ModelState[] {
  const ids = new Set([...measured, ...open].map(({ model }) => model));
  return [...ids].toSorted().map((id) => {
    const own = measured.filter(({ model }) => model === id);
    const circuit = open.find(({ model }) => model === id);
    return {
      id,
      status: circuit ? 'down' : callStatus(own),
      ...ratesOf(own),
      circuit: circuit ? 'open' : 'closed',
      opensAgainAt: circuit ? new Date(circuit.openUntilMs).toISOString() : null,
    };
  });
}

function providerStatus(
  measured: readonly Counted[],
  states: readonly ModelState[],
  listing: ProviderListing | undefined,
): HealthStatus {
  if (states.length > 0 && states.every(({ status }) => status === 'down')) return 'down';
  if (states.some(({ status }) => status === 'down')) return 'degraded';
  const status = callStatus(measured);
  if (status !== 'unknown' || listing === undefined) return status;
  if (!listing.isReachable) return 'down';
  // One that has nothing to offer, as an Ollama that is not there, is neither well nor ill.
  return listing.models > 0 ? 'operational' : 'unknown';
}

/** Limits are no failures while calls are answered beside them; a provider that only limits us answers nobody, and is up. */
function callStatus(measured: readonly Counted[]): HealthStatus {
  const calls = sum(measured, ({ ok, failed }) => ok + failed);
  if (calls === 0) return measured.some(({ limited }) => limited > 0) ? 'degraded' : 'unknown';
  const share = sum(measured, ({ failed }) => failed) / calls;
  if (share >= DOWN_SHARE) return 'down';
  return share >= DEGRADED_SHARE ? 'degraded' : 'operational';
}

/** Times of several models are those of the one that is called most: quantiles cannot be added up. */
function ratesOf(measured: readonly ModelHealth[]) {
  const calls = sum(measured, ({ ok, failed }) => ok + failed);
  const busiest = measured.toSorted((one, other) => other.begun - one.begun)[0];
  return {
    successRate: calls === 0 ? null : sum(measured, ({ ok }) => ok) / calls,
    firstTokenP50Ms: busiest?.firstP50Ms ?? null,
    firstTokenP95Ms: busiest?.firstP95Ms ?? null,
  };
}

function sum<One>(all: readonly One[], count: (one: One) => number): number {
  return all.reduce((total, one) => total + count(one), 0);
}
