import { openAiTraits } from '@smart-ai-hub/dialects';
import { openAiDialects } from '../catalog/openai.catalog.ts';
import type { ProviderAdapter } from '../port.ts';
import { type ChatCompletionsAdapterOptions, createChatCompletionsAdapter } from './chat-completions-adapter.ts';

/** GPT by OpenAI's chat completions, and by its Responses API for callers who speak that. */
export function createOpenAiAdapter(
  options: Omit<ChatCompletionsAdapterOptions, 'traits' | 'dialects'>,
): ProviderAdapter {
  return createChatCompletionsAdapter({ ...options, traits: openAiTraits, dialects: openAiDialects });
}
