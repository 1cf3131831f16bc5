import { z } from 'zod';
import { errorCodeSchema } from '../errors/error-table.ts';
import { usageSchema } from '../llm/usage.ts';

export const MAX_BATCH_REQUESTS = 1_000;

/** A batch as `/api/batches` shows it. Credits are numbers with at most 6 decimals. */
export const batchSchema = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'cancelling', 'completed', 'cancelled']),
    counts: z.object({
      total: z.number().int(),
      waiting: z.number().int(),
      running: z.number().int(),
      succeeded: z.number().int(),
      failed: z.number().int(),
      cancelled: z.number().int(),
    }),
    /** Of the calls that have ended. */
    cost: z.number(),
    maxCost: z.number().nullable(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Batch' });
export type Batch = z.output<typeof batchSchema>;

export const batchItemStateSchema = z.enum(['waiting', 'running', 'succeeded', 'failed', 'cancelled']);
export type BatchItemState = z.output<typeof batchItemStateSchema>;

/** One line of the results. */
export const batchResultSchema = z
  .object({
    customId: z.string(),
    /** Null for a call that was never admitted. */
    runId: z.string().nullable(),
    state: batchItemStateSchema,
    /** Null where there is none, and 24 hours after the end of the call. */
    answer: z
      .object({
        text: z.string(),
        toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
      })
      .nullable(),
    usage: usageSchema.nullable(),
    cost: z.number().nullable(),
    error: z.object({ code: errorCodeSchema, detail: z.string() }).nullable(),
  })
  .meta({ id: 'BatchResult' });
export type BatchResult = z.output<typeof batchResultSchema>;
