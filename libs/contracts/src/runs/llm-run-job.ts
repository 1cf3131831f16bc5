import { z } from 'zod';
import { chatRequestSchema } from '../llm/chat-request.ts';
import { wireCallSchema } from '../llm/wire-call.ts';
import { microsTextSchema } from './run-event.ts';

export const tokenLimitSchema = z.object({
  /** The counter, e.g. `key_tokens:key_1`. */
  key: z.string(),
  taken: z.number().int(),
});
export type TakenTokens = z.output<typeof tokenLimitSchema>;

/**
 * The queue's one job. Its name, its options and its payload are declared here once; producers and the worker share them.
 * During a rolling deploy a new worker meets old jobs and the other way round: fields are only ever added, as optional ones.
 */
export const llmRunJob = {
  queue: 'llm-runs',
  name: 'llm-run',
  payload: z.object({
    runId: z.string(),
    /** The call: in the hub's own form, or as its caller said it. One of the two is there. */
    request: chatRequestSchema.optional(),
    wire: wireCallSchema.optional(),
    /** The models that may answer, in order of preference; without it the one that the request names. */
    models: z.array(z.string()).min(1).optional(),
    /** Redis channel of the gateway process that waits for the answer. */
    replyTo: z.string(),
    stream: z.boolean(),
    /** Whose call it is: the queue takes turns between accounts. */
    accountId: z.string().optional(),
    /** What the call may cost at most, in micro-credits as decimal text. */
    capMicros: microsTextSchema.optional(),
    /** False: an answer that breaks off is not to be finished by another model. */
    rescue: z.literal(false).optional(),
    /** How long the answer can be read again, where that is longer than usual. */
    keepSeconds: z.number().int().positive().optional(),
    /** What was taken of limits of tokens per minute when the call was admitted; its end corrects it. */
    tokenLimits: z.array(tokenLimitSchema).optional(),
    /** W3C trace context of the admission. */
    trace: z.object({ traceparent: z.string().optional(), tracestate: z.string().optional() }).default({}),
    enqueuedAtMs: z.number(),
  }),
} as const;
export type LlmRunPayload = z.output<typeof llmRunJob.payload>;

/** The models that may answer a job, the preferred one first. */
export function modelsOf({ models, request, wire }: Pick<LlmRunPayload, 'models' | 'request' | 'wire'>): string[] {
  return models ?? [request?.model ?? String(wire?.body['model'])];
}
