import { AppError, type StopReason } from '@smart-ai-hub/contracts';

const STOP_REASONS: Record<string, StopReason> = {
  end_turn: 'end_turn',
  max_tokens: 'max_tokens',
  stop_sequence: 'stop_sequence',
  tool_use: 'tool_use',
  refusal: 'refusal',
  model_context_window_exceeded: 'context_window_exceeded',
};

/**
 * A pause is not an end: only server-side tools pause, and only a native caller can ask for one and go on from it, having been told
 * the provider's own word. An unknown reason is an ordinary end.
 */
export function toStopReason(stopReason: string, hasToolCalls: boolean, isNative = false): StopReason {
  if (stopReason === 'pause_turn' && !isNative) {
    throw new AppError('provider_bad_response', { detail: 'The provider paused its answer instead of ending it.' });
  }
  const known = STOP_REASONS[stopReason] ?? 'end_turn';
  return known === 'end_turn' && hasToolCalls ? 'tool_use' : known;
}
