import { z } from 'zod';
import { errorCodeSchema } from '../errors/error-table.ts';
import { stopReasonSchema } from '../llm/provider-event.ts';
import { usageSchema } from '../llm/usage.ts';

/** Micro-credits on the wire between processes: a decimal string, since JSON numbers are not exact. */
export const microsTextSchema = z.string().regex(/^-?\d+$/);

/**
 * The events of a run, as the Redis Stream holds them and as `GET /api/runs/{id}/events` sends them.
 * Exactly one of `done` and `failed` ends every run; both come after the money is settled and say what was charged.
 */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), model: z.string(), provider: z.string() }),
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string(), signature: z.string().optional() }),
  z.object({ type: z.literal('tool_call'), toolIndex: z.number().int(), id: z.string(), name: z.string() }),
  z.object({ type: z.literal('tool_arguments'), toolIndex: z.number().int(), fragment: z.string() }),
  z.object({
    type: z.literal('done'),
    stopReason: stopReasonSchema,
    stopSequence: z.string().optional(),
    usage: usageSchema,
    costMicros: microsTextSchema,
  }),
  z.object({
    type: z.literal('failed'),
    code: errorCodeSchema,
    detail: z.string(),
    retryAfterSeconds: z.number().optional(),
    usage: usageSchema,
    costMicros: microsTextSchema,
  }),
]);
export type RunEvent = z.output<typeof runEventSchema>;
export type TerminalRunEvent = Extract<RunEvent, { type: 'done' | 'failed' }>;

/** Whether the event is the one that ends its run. */
export function isTerminal(event: RunEvent): event is TerminalRunEvent {
  return event.type === 'done' || event.type === 'failed';
}

/** One entry of a run's stream: events that were produced within the same few milliseconds, under one sequence number from 1. */
export type RunFrame = { sequence: number; events: RunEvent[] };
