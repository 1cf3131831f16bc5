import { AppError, type ProviderEvent, type StopReason, type Usage } from '@smart-ai-hub/contracts';
import { toProviderError } from '../failures/map-failure.ts';
import { openAiFailureOf } from '../openai-chat/read-failure.ts';
import { type PromptDetails, toUsage } from '../openai-chat/read-usage.ts';
import { parseChunk } from '../streams/parse-chunk.ts';
import type { StreamObserver, StreamReader } from '../streams/stream-reader.ts';
import type { Json } from './output-item.ts';
import { createItemReader } from './read-items.ts';
import { ownEvent, ownResponse } from './read-native.ts';

type WireResponse = Json & { model?: unknown; usage?: unknown; error?: unknown; incomplete_details?: unknown };
type WireEvent = Json & { type?: unknown; output_index?: unknown; response?: WireResponse; item?: unknown };

/**
 * The state of one answer of OpenAI's Responses API: https://platform.openai.com/docs/api-reference/responses-streaming. Only callers
 * who speak this dialect are answered through it. `provider` is whose reasoning it is, to be handed back to nobody else.
 */
export function createResponsesReader({ onSkipped, onModel }: StreamObserver, provider: string): StreamReader {
  const items = createItemReader(provider);
  let hasModel = false;
  let end: WireResponse | undefined;

  const take = (event: WireEvent): ProviderEvent[] => {
    const { response = {}, output_index: index, type } = event;
    if (!hasModel && typeof response.model === 'string') {
      hasModel = true;
      onModel(response.model);
    }
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        return [];
      case 'response.completed':
      case 'response.incomplete':
        end = response;
        return [...ownResponse(response), ...readUsage(response, items.searches())];
      case 'response.failed':
        throw toProviderError(openAiFailureOf(response.error));
      case 'error':
        throw toProviderError(openAiFailureOf(event['error'] ?? { ...event, type: undefined }));
      default:
        return typeof index === 'number' ? takeItem(index, event) : takeOther(event);
    }
  };
  const takeItem = (index: number, event: WireEvent): ProviderEvent[] => {
    const item = (event.item ?? {}) as Json;
    if (event.type === 'response.output_item.added') return items.add(index, item);
    if (event.type === 'response.output_item.done') return [...items.add(index, item), ...items.end(index, item)];
    return items.take(index, event);
  };

  return {
    read({ data }) {
      if (data === '' || data === '[DONE]' || end) return [];
      const event: WireEvent | undefined = parseChunk(data);
      if (event === undefined) onSkipped();
      return event === undefined ? [] : take(event);
    },
    isEnded: () => end !== undefined,
    finish() {
      if (end) return { type: 'finish', stopReason: toStopReason(end, items.toolCount() > 0) };
      throw new AppError('provider_bad_response', { detail: 'The provider broke off in the middle of its answer.' });
    },
  };
}

/** Events about the answer that are still to come are handed on; what is none of this dialect's is not. */
function takeOther(event: WireEvent): ProviderEvent[] {
  return typeof event.type === 'string' && event.type.startsWith('response.') ? [ownEvent(event)] : [];
}

function toStopReason({ status, incomplete_details: details }: WireResponse, hasToolCalls: boolean): StopReason {
  if (status !== 'incomplete') return hasToolCalls ? 'tool_use' : 'end_turn';
  const { reason } = (details ?? {}) as Json;
  return reason === 'content_filter' ? 'refusal' : 'max_tokens';
}

type WireUsage = {
  input_tokens?: number | null;
  output_tokens?: number | null;
  input_tokens_details?: PromptDetails | null;
  output_tokens_details?: { reasoning_tokens?: number | null } | null;
};

/** The same numbers as in chat completions, under other names; searches are counted by their items. */
function readUsage(response: WireResponse, searches: number): ProviderEvent[] {
  const told = (response.usage ?? {}) as WireUsage;
  const usage: Usage | undefined = toUsage({
    prompt_tokens: told.input_tokens ?? null,
    completion_tokens: told.output_tokens ?? null,
    prompt_tokens_details: told.input_tokens_details ?? null,
    completion_tokens_details: told.output_tokens_details ?? null,
  });
  if (!usage) return [];
  return [{ type: 'usage', usage: searches > 0 ? { ...usage, webSearches: searches } : usage }];
}
