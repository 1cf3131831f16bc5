import type { StopReason } from '@smart-ai-hub/contracts';
import { type UsedRun, disclosureOf } from '../answers/disclosure.ts';

/** What a model that calls a tool without arguments has said, whether its provider tells it or not. */
export const NO_ARGUMENTS = '{}';

/** OpenAI's finish reason; a call of a tool is one, whatever the provider called the end of its answer. */
export function toFinishReason(stopReason: StopReason, calledTools: boolean) {
  switch (stopReason) {
    case 'end_turn':
      return calledTools ? 'tool_calls' : 'stop';
    case 'stop_sequence':
      return 'stop';
    case 'tool_use':
      return 'tool_calls';
    case 'max_tokens':
    case 'context_window_exceeded':
      return 'length';
    case 'refusal':
      return 'content_filter';
  }
}

type Details = Record<string, Record<string, unknown> | null | undefined>;

/**
 * OpenAI's usage, whose prompt tokens include all that was read from and written to a cache. `own` is the
 * provider's, whose further details are kept.
 */
export function toChatUsage(run: UsedRun, own: Record<string, unknown> = {}) {
  const { usage } = run;
  const details = own as Details;
  const cacheWrites = usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
  const promptTokens = usage.inputTokens + usage.cacheReadTokens + cacheWrites;
  return {
    ...own,
    prompt_tokens: promptTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: promptTokens + usage.outputTokens,
    prompt_tokens_details: {
      ...details['prompt_tokens_details'],
      cached_tokens: usage.cacheReadTokens,
      cache_write_tokens: cacheWrites,
    },
    completion_tokens_details: { ...details['completion_tokens_details'], reasoning_tokens: usage.reasoningTokens },
    ...disclosureOf(run),
  };
}
