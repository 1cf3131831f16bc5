import type { ModelTarget } from '@smart-ai-hub/dialects';
import { createAnthropicAdapter } from '../anthropic/anthropic.adapter.ts';
import type { HttpClient } from '../calls/http-client.ts';
import type { CatalogEntry } from '../catalog/catalog-entry.ts';
import { anthropicCatalog } from '../catalog/anthropic.catalog.ts';
import { openAiCatalog } from '../catalog/openai.catalog.ts';
import { simulatorAnthropicTargets, simulatorOpenAiTargets } from '../catalog/simulator.catalog.ts';
import { allCatalogTargets, listedCatalogTargets } from '../catalog/to-catalog-targets.ts';
import {
  anthropicConfiguredTargets,
  anthropicListedTargets,
  createAnthropicCompatibleAdapter,
} from '../compatible/anthropic-compatible.adapter.ts';
import type { CompatibleEndpoint } from '../compatible/compatible-endpoints.schema.ts';
import {
  createOpenAiCompatibleAdapter,
  openAiConfiguredTargets,
  openAiListedTargets,
} from '../compatible/openai-compatible.adapter.ts';
import { OLLAMA_ID, createOllamaAdapter, ollamaEndpoint } from '../ollama/ollama.adapter.ts';
import { createOpenAiAdapter } from '../openai/openai.adapter.ts';
import type { CallLimits, ProviderAdapter } from '../port.ts';
import { createKeyRing } from '../keys/key-ring.ts';
import type { ProviderKey } from '../keys/provider-keys.schema.ts';
import { type KeyRefusal, withKeys } from '../keys/with-keys.ts';
import type { ListedModel } from './model-listing.ts';

export type ProvidersConfig = {
  anthropicApiKeys?: ProviderKey[] | undefined;
  anthropicBaseUrl?: string | undefined;
  openaiApiKeys?: ProviderKey[] | undefined;
  openaiBaseUrl?: string | undefined;
  /** Servers of OpenAI's family, and of Anthropic's; no id in both. */
  openaiEndpoints?: CompatibleEndpoint[] | undefined;
  anthropicEndpoints?: CompatibleEndpoint[] | undefined;
  /** Where an Ollama may be, without `/v1`. An endpoint of the name `ollama` stands in its place. */
  ollamaBaseUrl?: string | undefined;
  simulatorUrl?: string | undefined;
  limits?: Partial<CallLimits> | undefined;
  /** Hears of a key, by its number, that its provider limits or does not accept; of several keys only. */
  onKeyRefused?: ((refusal: KeyRefusal & { provider: string }) => void) | undefined;
};

/** An adapter, and the models that can be resolved before it was ever asked for a list. */
export type ConfiguredProvider = {
  adapter: ProviderAdapter;
  knownTargets: ModelTarget[];
  /** Makes of what the provider lists the models that can be sold, i.e. have a price; absent where all are known beforehand. */
  toTargets?: (listed: ListedModel[]) => ModelTarget[];
  /** Nobody promised that it is there: while it is away it has no models, and that is no fault. */
  isOptional?: boolean;
};

const ANTHROPIC_URL = 'https://api.anthropic.com';
const OPENAI_URL = 'https://api.openai.com/v1';
/** The simulator takes any key; the official SDKs want one. */
const SIMULATOR_KEY = 'simulator';
/** The SDKs insist on a key; local servers do not look at it. */
const NO_KEY = 'none';

/** One adapter for each provider that the configuration names. */
export function configuredProviders(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  return [
    ...anthropicProvider(config, http),
    ...openAiProvider(config, http),
    ...compatibleProviders(config, http),
    ...ollamaProvider(config, http),
    ...simulatorProviders(config, http),
  ];
}

function compatibleProviders(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  const { openaiEndpoints = [], anthropicEndpoints = [], limits } = config;
  return [
    ...openaiEndpoints.map((endpoint) => ({
      adapter: createOpenAiCompatibleAdapter({
        endpoint,
        ...keyed(config, endpoint.id, keysOf(endpoint), http),
        limits,
      }),
      knownTargets: openAiConfiguredTargets(endpoint),
      ...(!endpoint.models && { toTargets: (listed: ListedModel[]) => openAiListedTargets(endpoint, listed) }),
    })),
    ...anthropicEndpoints.map((endpoint) => ({
      adapter: createAnthropicCompatibleAdapter({
        endpoint,
        ...keyed(config, endpoint.id, keysOf(endpoint), http),
        limits,
      }),
      knownTargets: anthropicConfiguredTargets(endpoint),
      ...(!endpoint.models && { toTargets: (listed: ListedModel[]) => anthropicListedTargets(endpoint, listed) }),
    })),
  ];
}

/** The SDKs want one key; a client that knows several puts the one in its place whose turn it is. */
function keyed({ onKeyRefused }: ProvidersConfig, provider: string, keys: readonly ProviderKey[], http: HttpClient) {
  const apiKey = keys[0]?.key ?? NO_KEY;
  return { apiKey, http: withKeys(http, createKeyRing(keys), (refusal) => onKeyRefused?.({ provider, ...refusal })) };
}

function keysOf({ apiKey, apiKeys = [] }: CompatibleEndpoint): ProviderKey[] {
  return apiKey === undefined ? apiKeys : [{ key: apiKey, weight: 1 }];
}

function ollamaProvider(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  const { ollamaBaseUrl: baseUrl, openaiEndpoints = [], anthropicEndpoints = [], limits } = config;
  const isConfigured = [...openaiEndpoints, ...anthropicEndpoints].some(({ id }) => id === OLLAMA_ID);
  if (baseUrl === undefined || isConfigured) return [];
  return [
    {
      ...{ adapter: createOllamaAdapter({ baseUrl, http, limits }), knownTargets: [], isOptional: true },
      toTargets: (listed) => openAiListedTargets(ollamaEndpoint(baseUrl), listed),
    },
  ];
}

function anthropicProvider(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  const keys = config.anthropicApiKeys ?? [];
  if (keys.length === 0) return [];
  const adapter = createAnthropicAdapter({
    id: 'anthropic',
    ...keyed(config, 'anthropic', keys, http),
    baseUrl: config.anthropicBaseUrl ?? ANTHROPIC_URL,
    limits: config.limits,
  });
  return [catalogProvider(adapter, anthropicCatalog)];
}

function openAiProvider(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  const keys = config.openaiApiKeys ?? [];
  if (keys.length === 0) return [];
  const adapter = createOpenAiAdapter({
    id: 'openai',
    ...keyed(config, 'openai', keys, http),
    baseUrl: config.openaiBaseUrl ?? OPENAI_URL,
    limits: config.limits,
  });
  return [catalogProvider(adapter, openAiCatalog)];
}

/** One whose models the hub knows, of which it sells those that are listed for our key. */
function catalogProvider(adapter: ProviderAdapter, catalog: CatalogEntry[]): ConfiguredProvider {
  const toTargets = (listed: ListedModel[]) => listedCatalogTargets(catalog, listed);
  return { adapter, knownTargets: allCatalogTargets(catalog), toTargets };
}

/** The simulator's models go through the real adapters, and are the same whether it is up yet or not. */
function simulatorProviders(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  const url = config.simulatorUrl?.replace(/\/+$/, '');
  if (url === undefined) return [];
  const shared = { apiKey: SIMULATOR_KEY, http, limits: config.limits };
  const anthropic = createAnthropicAdapter({ ...shared, id: 'simulator-anthropic', baseUrl: `${url}/anthropic` });
  const openAi = createOpenAiAdapter({ ...shared, id: 'simulator-openai', baseUrl: `${url}/openai/v1` });
  return [
    { adapter: anthropic, knownTargets: simulatorAnthropicTargets },
    { adapter: openAi, knownTargets: simulatorOpenAiTargets },
  ];
}
