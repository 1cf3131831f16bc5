import type { StopReason } from '@smart-ai-hub/contracts';

const STOP_REASONS: Record<string, StopReason> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  function_call: 'tool_use',
  content_filter: 'refusal',
};

/** Some servers say `stop` after a tool call: agents would then stop without calling it. An unknown reason is an ordinary end. */
export function toStopReason(finishReason: string, hasToolCalls: boolean): StopReason {
  const known = STOP_REASONS[finishReason] ?? 'end_turn';
  return known === 'end_turn' && hasToolCalls ? 'tool_use' : known;
}
