import { z } from 'zod';
import { errorCodeSchema } from '../errors/error-table.ts';
import { stopReasonSchema } from '../llm/provider-event.ts';
import { usageSchema } from '../llm/usage.ts';
import { wireDialectSchema } from '../llm/wire-call.ts';

export const dialectSchema = z.enum([...wireDialectSchema.options, 'hub', 'mcp']);
export type Dialect = z.output<typeof dialectSchema>;

/** `capped` is a run that was ended by its own cost limit. Every state but the first two is final. */
export const runStateSchema = z.enum(['queued', 'running', 'done', 'error', 'cancelled', 'interrupted', 'capped']);
export type RunState = z.output<typeof runStateSchema>;

/** A run as `/api/runs` shows it. Credits are numbers with at most 6 decimals. */
export const runSchema = z.object({
  id: z.string(),
  /** The model that answers; while several may, the preferred one. */
  model: z.string(),
  provider: z.string(),
  /** What the caller asked for: a model, an alias, `auto`, or the first of a list. */
  requestedModel: z.string(),
  /** All models that may answer, in order of preference. */
  candidates: z.array(z.string()),
  dialect: dialectSchema,
  state: runStateSchema,
  stream: z.boolean(),
  usage: usageSchema.nullable(),
  cost: z.number().nullable(),
  /** The most that the call may cost, as its caller said. */
  maxCost: z.number().nullable(),
  /** Which model wrote what and what that cost, where more than one wrote the answer. */
  parts: z
    .array(z.object({ model: z.string(), provider: z.string(), usage: usageSchema, cost: z.number() }))
    .nullable(),
  held: z.number(),
  stopReason: stopReasonSchema.nullable(),
  errorCode: errorCodeSchema.nullable(),
  firstTokenMs: z.number().nullable(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
runSchema.register(z.globalRegistry, { id: 'Run' });
export type Run = z.output<typeof runSchema>;
