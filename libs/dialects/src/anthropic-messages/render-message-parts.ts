import type { StopReason, Usage } from '@smart-ai-hub/contracts';
import { type UsedRun, disclosureOf } from '../answers/disclosure.ts';

/** Anthropic's stop reason; a call of a tool is one, whatever the provider called the end of its answer. */
export function toMessageStopReason(stopReason: StopReason, calledTools: boolean) {
  if (stopReason === 'context_window_exceeded') return 'model_context_window_exceeded';
  if (stopReason === 'end_turn' && calledTools) return 'tool_use';
  return stopReason;
}

/** `stop_reason` and what goes with it, in a message and in its delta. */
export function toMessageStop(
  end: { stopReason: StopReason; stopSequence?: string | undefined },
  calledTools: boolean,
) {
  const stopReason = toMessageStopReason(end.stopReason, calledTools);
  return {
    stop_reason: stopReason,
    stop_sequence: stopReason === 'stop_sequence' ? (end.stopSequence ?? null) : null,
    stop_details: stopReason === 'refusal' ? { type: 'refusal' as const, category: null, explanation: null } : null,
  };
}

/** Anthropic's usage, whose input tokens exclude what was read from and written to a cache. `withOwnEnd` adds the rest. */
export function toMessageUsage(run: UsedRun) {
  return { ...tokenCounts(run.usage), ...disclosureOf(run) };
}

/** The counts of `message_start`; those of `message_delta` replace them. */
export function toStartUsage(inputTokens: number) {
  const nothing = {
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
  };
  return { ...tokenCounts({ inputTokens, ...nothing }), ...unsaidUsage };
}

function tokenCounts(usage: Omit<Usage, 'estimated'>) {
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWrite5mTokens,
      ephemeral_1h_input_tokens: usage.cacheWrite1hTokens,
    },
    output_tokens: usage.outputTokens,
    output_tokens_details: { thinking_tokens: usage.reasoningTokens },
  };
}

/** Members of usage that only a native provider has something to say of, and its word then stands in the place of these. */
export const unsaidUsage = {
  server_tool_use: null,
  inference_geo: null,
  service_tier: 'standard' as const,
  speed: null,
};
