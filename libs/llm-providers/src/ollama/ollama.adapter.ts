import { AppError } from '@smart-ai-hub/contracts';
import type { HttpClient } from '../calls/http-client.ts';
import { createOpenAiCompatibleAdapter, openAiListedTargets } from '../compatible/openai-compatible.adapter.ts';
import type { CallLimits, ProviderAdapter } from '../port.ts';
import { createOllamaListing } from './list-ollama-models.ts';

export const OLLAMA_ID = 'ollama';

export type OllamaAdapterOptions = {
  /** Without `/v1`, e.g. http://127.0.0.1:11434. */
  baseUrl: string;
  http: HttpClient;
  limits?: Partial<CallLimits> | undefined;
};

/** A local Ollama: its own API tells what the models can do, the calls go by its `/v1`. */
export function createOllamaAdapter({ baseUrl, http, limits }: OllamaAdapterOptions): ProviderAdapter {
  const address = baseUrl.replace(/\/+$/, '');
  const endpoint = { id: OLLAMA_ID, displayName: 'Ollama', baseUrl: `${address}/v1` };
  const list = createOllamaListing(address, http);
  return {
    ...createOpenAiCompatibleAdapter({ endpoint, apiKey: OLLAMA_ID, http, limits }),
    async listModels(signal) {
      try {
        return openAiListedTargets(endpoint, await list(signal));
      } catch (cause) {
        throw new AppError('provider_unavailable', { detail: 'No Ollama answers.', cause });
      }
    },
  };
}
