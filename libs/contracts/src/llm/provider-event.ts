import { z } from 'zod';
import type { Usage } from './usage.ts';

export const stopReasonSchema = z.enum([
  'end_turn',
  'stop_sequence',
  'max_tokens',
  'tool_use',
  'refusal',
  'context_window_exceeded',
]);
export type StopReason = z.output<typeof stopReasonSchema>;

/**
 * What an adapter yields while a provider answers, in order. `usage` is cumulative: each one replaces the one before.
 * `finish` comes exactly once and last; a stream that ends without it throws instead. `toolIndex` counts tool calls only, from 0.
 */
export type ProviderEvent =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string; signature?: string }
  | { type: 'tool_call'; toolIndex: number; id: string; name: string }
  | { type: 'tool_arguments'; toolIndex: number; fragment: string }
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; stopReason: StopReason; stopSequence?: string };
