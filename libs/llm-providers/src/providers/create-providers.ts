import { type ModelCard, toAppError } from '@smart-ai-hub/contracts';
import type { ModelTarget } from '@smart-ai-hub/dialects';
import { type HttpClient, createHttpClient } from '../calls/http-client.ts';
import { type ProviderAdapter, defaultCallLimits } from '../port.ts';
import { type ConfiguredProvider, type ProvidersConfig, configuredProviders } from './configured-providers.ts';

export type ResolvedModel = ModelTarget & { adapter: ProviderAdapter };
/** A provider that is configured and could not be asked for its models just now. */
export type UnreachableProvider = { provider: string; reason: string };

export type Providers = {
  adapters: ProviderAdapter[];
  /** Asks every provider for its models, for free. One that does not answer is reported, and asked again with the next call. */
  listModelCards(signal?: AbortSignal): Promise<{ cards: ModelCard[]; unreachable: UnreachableProvider[] }>;
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
  let models = indexModels(providers, targets);
  const present = new Set<string>();
  const notePresence = (id: string, isThere: boolean) => {
    if (present.has(id) === isThere) return;
    if (isThere) present.add(id);
    else present.delete(id);
    onPresence?.(id, isThere);
  };

  return {
    adapters: providers.map(({ adapter }) => adapter),
    async listModelCards(signal) {
      const unreachable: UnreachableProvider[] = [];
      const listed = await Promise.all(
        providers.map(async (provider) => {
          const { id } = provider.adapter;
          const answer = await listTargets(provider, signal);
          if (provider.isOptional) {
            notePresence(id, 'targets' in answer);
            targets.set(id, 'targets' in answer ? answer.targets : []);
          } else if ('reason' in answer) unreachable.push({ provider: id, reason: answer.reason });
          else targets.set(id, answer.targets);
          return 'targets' in answer ? id : undefined;
        }),
      );
      models = indexModels(providers, targets);
      const cards = [...models.values()].map(({ card }) => card).filter((card) => listed.includes(card.provider));
      return { cards, unreachable };
    },
    resolve: (modelId) => models.get(modelId),
    providerOf: (modelId) => models.get(modelId)?.card.provider ?? 'unknown',
    close: () => http.close(),
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

type Listing = { targets: ModelTarget[] } | { reason: string };

async function listTargets({ adapter, knownTargets }: ConfiguredProvider, signal?: AbortSignal): Promise<Listing> {
  try {
    return { targets: await adapter.listModels(signal) };
  } catch (thrown) {
    const error = toAppError(thrown);
    const status = error.internal?.['status'];
    // A proxy in front of a provider need not list models: what we know of the provider then has to do.
    if (status === 404 || status === 405) {
      if (knownTargets.length > 0) return { targets: knownTargets };
      return { reason: `The server has no list of its models (${status}): name them in the endpoint's "models".` };
    }
    const hint = [status, error.internal?.['connection']].filter((word) => word !== undefined).join(' ');
    return { reason: hint === '' ? error.detail : `${error.detail} (${hint})` };
  }
}
