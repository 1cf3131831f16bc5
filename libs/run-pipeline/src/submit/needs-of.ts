import type { CallNeeds, ChatRequest, EmbeddingRequest } from '@smart-ai-hub/contracts';
import { estimateInputTokens } from './estimate-hold.ts';

/** What a request asks of whichever model answers it: the ground on which `auto` chooses. */
export function needsOf(request: ChatRequest | EmbeddingRequest): CallNeeds {
  const inputTokens = estimateInputTokens(request);
  if ('inputs' in request) return { tools: false, images: false, prefill: false, inputTokens };
  const parts = request.messages.flatMap(({ content }) => content);
  const shown = parts.flatMap((part) => (part.type === 'tool_result' ? part.content : [part]));
  return {
    tools: request.tools.length > 0,
    images: shown.some(({ type }) => type === 'image'),
    prefill: request.messages.at(-1)?.role === 'assistant',
    inputTokens,
  };
}
