import { type ModelCard, toAppError } from '@smart-ai-hub/contracts';
import type { ModelTarget } from '@smart-ai-hub/dialects';
import { type HttpClient, createHttpClient } from '../calls/http-client.ts';
import { type ProviderAdapter, defaultCallLimits } from '../port.ts';
import { configurationIdOf } from './configuration-id.ts';
import { type ConfiguredProvider, type ProvidersConfig, configuredProviders } from './configured-providers.ts';
import type { ListedModel, ModelListing } from './model-listing.ts';

export type ResolvedModel = ModelTarget & { adapter: ProviderAdapter };
/** A provider that is configured and could not be asked for its models just now. */
export type UnreachableProvider = { provider: string; reason: string };

export type ListedCards = {
  /** The models of all providers but those that could not be reached. */
  cards: ModelCard[];
  unreachable: UnreachableProvider[];
  /** What each provider that has to be asked said. */
  listings: ModelListing[];
};

export type Providers = {
  adapters: ProviderAdapter[];
  /** The same in all processes that know the same providers and models; no key goes into it. */
  configurationId: string;
  /** Asks every provider for its models, for free. One that does not answer is reported, and asked again with the next call. */
  listModelCards(signal?: AbortSignal): Promise<ListedCards>;
  /** Takes over what another process was told, in the place of asking. */
  adoptListings(listings: readonly ModelListing[]): Omit<ListedCards, 'listings'>;
  /** The adapter and the upstream name of a model; undefined when no configured provider has it. */
  resolve(modelId: string): ResolvedModel | undefined;
  /** The provider's id of a model, `unknown` when nobody has it: a metric label that stays within bounds. */
  providerOf(modelId: string): string;
  /** Closes idle and open connections. */
  close(): Promise<void>;
};

export type ProvidersOptions = ProvidersConfig & {
  /** Hears when an optional provider (Ollama) answers for the first time, or no longer. */
  onPresence?: ((provider: string, isThere: boolean) => void) | undefined;
};

/**
 * Everything the hub can call, by configuration. Of two providers with a model of the same id, the first in the order anthropic,
 * openai, compatible, ollama, simulator has the plain id; the other's is called `<provider>/<id>`.
 */
export function createProviders({ onPresence, ...config }: ProvidersOptions): Providers {
  const http: HttpClient = createHttpClient(config.limits?.connectMs ?? defaultCallLimits.connectMs);
  const providers = configuredProviders(config, http);
  const targets = new Map(providers.map(({ adapter, knownTargets }) => [adapter.id, knownTargets]));
  const lastLists = new Map<string, ListedModel[]>();
  let models = indexModels(providers, targets);
  const notePresence = createPresence(onPresence);

  const take = (provider: ConfiguredProvider, listing: ModelListing) => {
    const { id } = provider.adapter;
    if (provider.isOptional) notePresence(id, listing.outcome !== 'absent');
    if (listing.outcome === 'unlisted') targets.set(id, provider.knownTargets);
    else if (listing.outcome === 'absent') targets.set(id, []);
    else if (listing.models && provider.toTargets) {
      lastLists.set(id, listing.models);
      targets.set(id, provider.toTargets(listing.models));
    }
  };
  const adoptListings = (listings: readonly ModelListing[]) => {
    const byProvider = new Map(listings.map((listing) => [listing.provider, listing]));
    for (const provider of providers) {
      const listing = byProvider.get(provider.adapter.id);
      if (listing) take(provider, listing);
    }
    models = indexModels(providers, targets);
    const unreachable = listings.flatMap((one) => (one.outcome === 'unreachable' ? [one] : []));
    const away = new Set(unreachable.map(({ provider }) => provider));
    const cards = [...models.values()].map(({ card }) => card).filter((card) => !away.has(card.provider));
    return { cards, unreachable: unreachable.map(({ provider, reason }) => ({ provider, reason })) };
  };

  return {
    adapters: providers.map(({ adapter }) => adapter),
    configurationId: configurationIdOf(config),
    async listModelCards(signal) {
      const asked = providers.filter(({ toTargets }) => toTargets !== undefined);
      const listings = await Promise.all(
        asked.map((provider) => askForModels(provider, lastLists.get(provider.adapter.id), signal)),
      );
      return { ...adoptListings(listings), listings };
    },
    adoptListings,
    resolve: (modelId) => models.get(modelId),
    providerOf: (modelId) => models.get(modelId)?.card.provider ?? 'unknown',
    close: () => http.close(),
  };
}

/** Tells of each change once. */
function createPresence(onPresence: ProvidersOptions['onPresence']) {
  const present = new Set<string>();
  return (id: string, isThere: boolean) => {
    if (present.has(id) === isThere) return;
    if (isThere) present.add(id);
    else present.delete(id);
    onPresence?.(id, isThere);
  };
}

function indexModels(providers: ConfiguredProvider[], targets: Map<string, ModelTarget[]>): Map<string, ResolvedModel> {
  const models = new Map<string, ResolvedModel>();
  for (const { adapter } of providers) {
    for (const target of targets.get(adapter.id) ?? []) {
      const free = [target, underItsProvider(target)].find(({ card }) => !models.has(card.id));
      if (free) models.set(free.card.id, { ...free, adapter });
    }
  }
  return models;
}

function underItsProvider({ card, upstreamModel }: ModelTarget): ModelTarget {
  const { id, provider, displayName } = card;
  return { upstreamModel, card: { ...card, id: `${provider}/${id}`, displayName: `${displayName} (${provider})` } };
}

async function askForModels(
  { adapter, knownTargets, isOptional }: ConfiguredProvider,
  lastList: ListedModel[] | undefined,
  signal?: AbortSignal,
): Promise<ModelListing> {
  const provider = adapter.id;
  const unreachable = (reason: string): ModelListing => ({
    ...{ outcome: 'unreachable', provider, reason },
    ...(lastList && { models: lastList }),
  });
  try {
    return { outcome: 'listed', provider, models: await adapter.listModels(signal) };
  } catch (thrown) {
    if (isOptional) return { outcome: 'absent', provider };
    const error = toAppError(thrown);
    const status = error.internal?.['status'];
    // A proxy in front of a provider need not list models: what we know of the provider then has to do.
    if (status === 404 || status === 405) {
      if (knownTargets.length > 0) return { outcome: 'unlisted', provider };
      return unreachable(`The server has no list of its models (${status}): name them in the endpoint's "models".`);
    }
    const hint = [status, error.internal?.['connection']].filter((word) => word !== undefined).join(' ');
    return unreachable(hint === '' ? error.detail : `${error.detail} (${hint})`);
  }
}
