import type { ModelTarget } from '@smart-ai-hub/dialects';
import { createAnthropicAdapter } from '../anthropic/anthropic.adapter.ts';
import type { HttpClient } from '../calls/http-client.ts';
import { anthropicCatalog } from '../catalog/anthropic.catalog.ts';
import { openAiCatalog } from '../catalog/openai.catalog.ts';
import { simulatorAnthropicTargets, simulatorOpenAiTargets } from '../catalog/simulator.catalog.ts';
import { allCatalogTargets, listedCatalogTargets } from '../catalog/to-catalog-targets.ts';
import {
  anthropicConfiguredTargets,
  createAnthropicCompatibleAdapter,
} from '../compatible/anthropic-compatible.adapter.ts';
import type { CompatibleEndpoint } from '../compatible/compatible-endpoints.schema.ts';
import { createOpenAiCompatibleAdapter, openAiConfiguredTargets } from '../compatible/openai-compatible.adapter.ts';
import { OLLAMA_ID, createOllamaAdapter } from '../ollama/ollama.adapter.ts';
import { createOpenAiAdapter } from '../openai/openai.adapter.ts';
import type { CallLimits, ProviderAdapter } from '../port.ts';
import { createKeyRing } from '../keys/key-ring.ts';
import type { ProviderKey } from '../keys/provider-keys.schema.ts';
import { type KeyRefusal, withKeys } from '../keys/with-keys.ts';

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
    })),
    ...anthropicEndpoints.map((endpoint) => ({
      adapter: createAnthropicCompatibleAdapter({
        endpoint,
        ...keyed(config, endpoint.id, keysOf(endpoint), http),
        limits,
      }),
      knownTargets: anthropicConfiguredTargets(endpoint),
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
  return [{ adapter: createOllamaAdapter({ baseUrl, http, limits }), knownTargets: [], isOptional: true }];
}

function anthropicProvider(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  const keys = config.anthropicApiKeys ?? [];
  if (keys.length === 0) return [];
  const adapter = createAnthropicAdapter({
    id: 'anthropic',
    ...keyed(config, 'anthropic', keys, http),
    baseUrl: config.anthropicBaseUrl ?? ANTHROPIC_URL,
    limits: config.limits,
    toTargets: (listedIds) => listedCatalogTargets(anthropicCatalog, listedIds),
  });
  return [{ adapter, knownTargets: allCatalogTargets(anthropicCatalog) }];
}

function openAiProvider(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  const keys = config.openaiApiKeys ?? [];
  if (keys.length === 0) return [];
  const adapter = createOpenAiAdapter({
    id: 'openai',
    ...keyed(config, 'openai', keys, http),
    baseUrl: config.openaiBaseUrl ?? OPENAI_URL,
    limits: config.limits,
    toTargets: (listedIds) => listedCatalogTargets(openAiCatalog, listedIds),
  });
  return [{ adapter, knownTargets: allCatalogTargets(openAiCatalog) }];
}

/** The simulator's models go through the real adapters, and are the same whether it is up yet or not. */
function simulatorProviders(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  const url = config.simulatorUrl?.replace(/\/+$/, '');
  if (url === undefined) return [];
  const shared = { apiKey: SIMULATOR_KEY, http, limits: config.limits };
  const toTargets = () => [];
  const anthropic = createAnthropicAdapter({
    ...shared,
    id: 'simulator-anthropic',
    baseUrl: `${url}/anthropic`,
    toTargets,
  });
  const openAi = createOpenAiAdapter({ ...shared, id: 'simulator-openai', baseUrl: `${url}/openai/v1`, toTargets });
  return [
    {
      adapter: { ...anthropic, listModels: async () => simulatorAnthropicTargets },
      knownTargets: simulatorAnthropicTargets,
    },
    { adapter: { ...openAi, listModels: async () => simulatorOpenAiTargets }, knownTargets: simulatorOpenAiTargets },
  ];
}
