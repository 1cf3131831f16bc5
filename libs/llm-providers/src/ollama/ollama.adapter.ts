import { AppError } from '@smart-ai-hub/contracts';
import type { HttpClient } from '../calls/http-client.ts';
import { createOpenAiCompatibleAdapter } from '../compatible/openai-compatible.adapter.ts';
import type { CallLimits, ProviderAdapter } from '../port.ts';
import type { CompatibleEndpoint } from '../compatible/compatible-endpoints.schema.ts';
import { createOllamaListing } from './list-ollama-models.ts';

export const OLLAMA_ID = 'ollama';

export type OllamaAdapterOptions = {
  /** Without `/v1`, e.g. http://127.0.0.1:11434. */
  baseUrl: string;
  http: HttpClient;
  limits?: Partial<CallLimits> | undefined;
};

/** Its calls go by OpenAI's API. */
export function ollamaEndpoint(baseUrl: string): CompatibleEndpoint {
  return { id: OLLAMA_ID, displayName: 'Ollama', baseUrl: `${addressOf(baseUrl)}/v1` };
}

/** A local Ollama: its own API tells what the models can do, the calls go by its `/v1`. */
export function createOllamaAdapter({ baseUrl, http, limits }: OllamaAdapterOptions): ProviderAdapter {
  const endpoint = ollamaEndpoint(baseUrl);
  const list = createOllamaListing(addressOf(baseUrl), http);
  return {
    ...createOpenAiCompatibleAdapter({ endpoint, apiKey: OLLAMA_ID, http, limits }),
    async listModels(signal) {
      try {
        return await list(signal);
      } catch (cause) {
        throw new AppError('provider_unavailable', { detail: 'No Ollama answers.', cause });
      }
    },
  };
}

function addressOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '');
}
