import { z } from 'zod';
import { errorCodeSchema } from '../errors/error-table.ts';
import { stopReasonSchema } from '../llm/provider-event.ts';
import { usageSchema } from '../llm/usage.ts';
import { wireDialectSchema } from '../llm/wire-call.ts';

/** Micro-credits on the wire between processes: a decimal string, since JSON numbers are not exact. */
export const microsTextSchema = z.string().regex(/^-?\d+$/);

/** What one model wrote of an answer that several wrote; the usage and the cost of the end are those of all of them. */
const runPartSchema = z.object({
  model: z.string(),
  provider: z.string(),
  usage: usageSchema,
  costMicros: microsTextSchema,
});
export type RunEventPart = z.output<typeof runPartSchema>;

/**
 * The events of a run, as the Redis Stream holds them and as `GET /api/runs/{id}/events` sends them.
 * Exactly one of `done` and `failed` ends every run; both come after the money is settled and say what was charged.
 */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    model: z.string(),
    provider: z.string(),
    /** What was asked for and goes another way than asked, in plain ASCII. */
    warnings: z.array(z.string()).optional(),
  }),
  /** The model before it broke off in the middle; this one goes on with the answer at that very place. */
  z.object({
    type: z.literal('continued'),
    model: z.string(),
    provider: z.string(),
    /** Why the one before did not finish. */
    reason: errorCodeSchema,
    warnings: z.array(z.string()).optional(),
  }),
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string(), signature: z.string().optional() }),
  z.object({
    type: z.literal('tool_call'),
    toolIndex: z.number().int(),
    id: z.string(),
    name: z.string(),
    /** Members that only the provider's own dialect has, for callers who speak it. */
    members: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({ type: z.literal('tool_arguments'), toolIndex: z.number().int(), fragment: z.string() }),
  /** The vector of one input of a call of embeddings: base64 of little-endian 32-bit floats. */
  z.object({ type: z.literal('embedding'), index: z.number().int().min(0), vector: z.string() }),
  /** What only the dialect of caller and provider has words for; readers of other dialects pass over it. */
  z.object({
    type: z.literal('wire'),
    dialect: wireDialectSchema,
    data: z.record(z.string(), z.unknown()),
    isContent: z.boolean(),
  }),
  z.object({
    type: z.literal('done'),
    stopReason: stopReasonSchema,
    stopSequence: z.string().optional(),
    /** Milliseconds since 1970; absent from events that were written before it existed. */
    endedAtMs: z.number().int().optional(),
    /** The answer was cut where it would have cost more than its caller allows. */
    capped: z.literal(true).optional(),
    parts: z.array(runPartSchema).optional(),
    usage: usageSchema,
    costMicros: microsTextSchema,
  }),
  z.object({
    type: z.literal('failed'),
    code: errorCodeSchema,
    detail: z.string(),
    retryAfterSeconds: z.number().optional(),
    parts: z.array(runPartSchema).optional(),
    usage: usageSchema,
    costMicros: microsTextSchema,
  }),
]);
runEventSchema.register(z.globalRegistry, { id: 'RunEvent' });
export type RunEvent = z.output<typeof runEventSchema>;
export type TerminalRunEvent = Extract<RunEvent, { type: 'done' | 'failed' }>;

/** Whether the event is the one that ends its run. */
export function isTerminal(event: RunEvent): event is TerminalRunEvent {
  return event.type === 'done' || event.type === 'failed';
}

/** Whether the event is a part of the answer itself. */
export function isContent(event: RunEvent): boolean {
  if (event.type === 'wire') return event.isContent;
  return event.type !== 'started' && event.type !== 'continued' && !isTerminal(event);
}

/** One entry of a run's stream: events that were produced within the same few milliseconds, under one sequence number from 1. */
export type RunFrame = { sequence: number; events: RunEvent[] };
