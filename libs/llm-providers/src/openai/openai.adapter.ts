import { openAiTraits } from '@smart-ai-hub/dialects';
import type { ProviderAdapter } from '../port.ts';
import { type ChatCompletionsAdapterOptions, createChatCompletionsAdapter } from './chat-completions-adapter.ts';

/** GPT by OpenAI's chat completions. */
export function createOpenAiAdapter(options: Omit<ChatCompletionsAdapterOptions, 'traits'>): ProviderAdapter {
  return createChatCompletionsAdapter({ ...options, traits: openAiTraits });
}
