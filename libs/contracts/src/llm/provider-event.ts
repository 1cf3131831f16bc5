import { z } from 'zod';
import type { Usage } from './usage.ts';
import type { WireDialect } from './wire-call.ts';

export const stopReasonSchema = z.enum([
  'end_turn',
  'stop_sequence',
  'max_tokens',
  'tool_use',
  'refusal',
  'context_window_exceeded',
]);
export type StopReason = z.output<typeof stopReasonSchema>;

/** `isContent` when it is a part of the answer, as opposed to something said about it; `text` is what to count of it. */
export type WireEvent = {
  type: 'wire';
  dialect: WireDialect;
  data: Record<string, unknown>;
  isContent: boolean;
  text?: string;
};

/** The vector of one input: `vector` is base64 of its numbers as little-endian 32-bit floats, as OpenAI's SDKs ask for them. */
export type EmbeddingEvent = { type: 'embedding'; index: number; vector: string };

/**
 * What an adapter yields while a provider answers, in order. `usage` is cumulative: each one replaces the one before.
 * `finish` comes exactly once and last; a stream that ends without it throws instead. `toolIndex` counts tool calls only, from 0.
 * `wire` carries what only the dialect itself has words for, when caller and provider speak the same one.
 */
export type ProviderEvent =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string; signature?: string }
  | { type: 'tool_call'; toolIndex: number; id: string; name: string; members?: Record<string, unknown> }
  | { type: 'tool_arguments'; toolIndex: number; fragment: string }
  | EmbeddingEvent
  | WireEvent
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; stopReason: StopReason; stopSequence?: string };
