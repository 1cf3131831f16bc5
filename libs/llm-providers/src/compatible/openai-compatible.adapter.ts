import type { WireDialect } from '@smart-ai-hub/contracts';
import { type ModelTarget, compatibleTraits } from '@smart-ai-hub/dialects';
import { createChatCompletionsAdapter } from '../openai/chat-completions-adapter.ts';
import type { ProviderAdapter } from '../port.ts';
import type { CompatibleAdapterOptions } from './compatible-adapter-options.ts';
import type { CompatibleEndpoint } from './compatible-endpoints.schema.ts';
import type { ListedModel } from '../providers/model-listing.ts';
import { configuredTargets, listedTargets } from './compatible-models.ts';
import { withNormalisedErrors } from './normalise-error-body.ts';

/** vLLM, llama.cpp and whoever else speaks chat completions. */
export function createOpenAiCompatibleAdapter({
  endpoint,
  apiKey,
  http,
  limits,
}: CompatibleAdapterOptions): ProviderAdapter {
  return createChatCompletionsAdapter({
    id: endpoint.id,
    apiKey,
    baseUrl: endpoint.baseUrl,
    http: withNormalisedErrors(http),
    traits: compatibleTraits,
    dialects: dialectsOf(endpoint),
    limits,
  });
}

/** The models that the endpoint's configuration names. */
export function openAiConfiguredTargets(endpoint: CompatibleEndpoint): ModelTarget[] {
  return configuredTargets(endpoint, dialectsOf(endpoint));
}

/** The models of one that names none, as its server lists them. */
export function openAiListedTargets(endpoint: CompatibleEndpoint, listed: ListedModel[]): ModelTarget[] {
  return listedTargets(endpoint, listed, dialectsOf(endpoint));
}

/** What the server is asked in without conversion. */
function dialectsOf({ api = ['chat'] }: CompatibleEndpoint): WireDialect[] {
  return api.map((name): WireDialect => `openai-${name}`);
}
