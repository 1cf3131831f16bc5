import { z } from 'zod';
import { errorCodeSchema } from '../errors/error-table.ts';
import { wireCallSchema } from '../llm/wire-call.ts';

/**
 * The count of a prompt's tokens: a question and its answer, and no run. Nobody waits for it beyond its deadline, so that a
 * job that is older is not worked on. Fields are only ever added, as optional ones.
 */
export const tokenCountJob = {
  queue: 'token-counts',
  name: 'token-count',
  payload: z.object({
    countId: z.string(),
    model: z.string(),
    /** The prompt in its caller's words. */
    wire: wireCallSchema,
    /** Redis channel of the gateway process that waits for the answer. */
    replyTo: z.string(),
    deadlineAtMs: z.number(),
  }),
} as const;

export type TokenCountPayload = z.output<typeof tokenCountJob.payload>;

/** What goes back over the reply channel. */
export const tokenCountReplySchema = z.union([
  z.object({
    /** The answer in the dialect of the question; a provider's own has whatever it adds. */
    answer: z.looseObject({ input_tokens: z.number().int().min(0) }),
    /** The provider counted itself; else the hub did, with another tokenizer than the model's. */
    isExact: z.boolean(),
  }),
  z.object({
    error: z.object({ code: errorCodeSchema, detail: z.string(), retryAfterSeconds: z.number().optional() }),
  }),
]);

export type TokenCountReply = z.output<typeof tokenCountReplySchema>;
export type TokenCount = Extract<TokenCountReply, { isExact: boolean }>;
