import { compatibleTraits } from '@smart-ai-hub/dialects';
import type { HttpClient } from '../calls/http-client.ts';
import { createChatCompletionsAdapter } from '../openai/chat-completions-adapter.ts';
import type { CallLimits, ProviderAdapter } from '../port.ts';
import { dialectsOf, toCompatibleTargets } from './compatible-models.ts';
import { withNormalisedErrors } from './normalise-error-body.ts';
import type { CompatibleEndpoint } from './compatible-endpoints.schema.ts';

export type CompatibleAdapterOptions = {
  endpoint: CompatibleEndpoint;
  http: HttpClient;
  limits?: Partial<CallLimits> | undefined;
};

/** The SDK insists on a key; local servers do not look at it. */
const NO_KEY = 'none';

/** Ollama, vLLM, llama.cpp and whoever else speaks chat completions. Configured models need no listing. */
export function createOpenAiCompatibleAdapter({ endpoint, http, limits }: CompatibleAdapterOptions): ProviderAdapter {
  const adapter = createChatCompletionsAdapter({
    id: endpoint.id,
    apiKey: endpoint.apiKey ?? NO_KEY,
    baseUrl: endpoint.baseUrl,
    http: withNormalisedErrors(http),
    traits: compatibleTraits,
    dialects: dialectsOf(endpoint),
    limits,
    toTargets: (listedIds) => toCompatibleTargets(endpoint, listedIds),
  });
  return endpoint.models ? { ...adapter, listModels: async () => toCompatibleTargets(endpoint, []) } : adapter;
}
