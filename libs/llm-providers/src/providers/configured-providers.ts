import type { ModelTarget } from '@smart-ai-hub/dialects';
import { createAnthropicAdapter } from '../anthropic/anthropic.adapter.ts';
import type { HttpClient } from '../calls/http-client.ts';
import { anthropicCatalog } from '../catalog/anthropic.catalog.ts';
import { openAiCatalog } from '../catalog/openai.catalog.ts';
import { simulatorAnthropicTargets, simulatorOpenAiTargets } from '../catalog/simulator.catalog.ts';
import { allCatalogTargets, listedCatalogTargets } from '../catalog/to-catalog-targets.ts';
import type { CompatibleEndpoint } from '../openai-compatible/compatible-endpoints.schema.ts';
import { toCompatibleTargets } from '../openai-compatible/compatible-models.ts';
import { createOpenAiCompatibleAdapter } from '../openai-compatible/openai-compatible.adapter.ts';
import { createOpenAiAdapter } from '../openai/openai.adapter.ts';
import type { CallLimits, ProviderAdapter } from '../port.ts';

export type ProvidersConfig = {
  anthropicApiKey?: string | undefined;
  anthropicBaseUrl?: string | undefined;
  openaiApiKey?: string | undefined;
  openaiBaseUrl?: string | undefined;
  compatibleEndpoints?: CompatibleEndpoint[] | undefined;
  simulatorUrl?: string | undefined;
  limits?: Partial<CallLimits> | undefined;
};

/** An adapter, and the models that can be resolved before it was ever asked for a list. */
export type ConfiguredProvider = { adapter: ProviderAdapter; knownTargets: ModelTarget[] };

const ANTHROPIC_URL = 'https://api.anthropic.com';
const OPENAI_URL = 'https://api.openai.com/v1';
/** The simulator takes any key; the official SDKs want one. */
const SIMULATOR_KEY = 'simulator';

/** One adapter for each provider that the configuration names. */
export function configuredProviders(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  const { limits } = config;
  return [
    ...anthropicProvider(config, http),
    ...openAiProvider(config, http),
    ...(config.compatibleEndpoints ?? []).map((endpoint) => ({
      adapter: createOpenAiCompatibleAdapter({ endpoint, http, limits }),
      knownTargets: toCompatibleTargets(endpoint, []),
    })),
    ...simulatorProviders(config, http),
  ];
}

function anthropicProvider(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  if (config.anthropicApiKey === undefined) return [];
  const adapter = createAnthropicAdapter({
    id: 'anthropic',
    apiKey: config.anthropicApiKey,
    baseUrl: config.anthropicBaseUrl ?? ANTHROPIC_URL,
    http,
    limits: config.limits,
    toTargets: (listedIds) => listedCatalogTargets(anthropicCatalog, listedIds),
  });
  return [{ adapter, knownTargets: allCatalogTargets(anthropicCatalog) }];
}

function openAiProvider(config: ProvidersConfig, http: HttpClient): ConfiguredProvider[] {
  if (config.openaiApiKey === undefined) return [];
  const adapter = createOpenAiAdapter({
    id: 'openai',
    apiKey: config.openaiApiKey,
    baseUrl: config.openaiBaseUrl ?? OPENAI_URL,
    http,
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
