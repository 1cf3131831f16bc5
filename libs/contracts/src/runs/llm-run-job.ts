import { z } from 'zod';
import { chatRequestSchema } from '../llm/chat-request.ts';

/**
 * The queue's one job. Its name, its options and its payload are declared here once; producers and the worker share them.
 * During a rolling deploy a new worker meets old jobs and the other way round: fields are only ever added, as optional ones.
 */
export const llmRunJob = {
  queue: 'llm-runs',
  name: 'llm-run',
  payload: z.object({
    runId: z.string(),
    request: chatRequestSchema,
    /** Redis channel of the gateway process that waits for the answer. */
    replyTo: z.string(),
    stream: z.boolean(),
    /** W3C trace context of the admission. */
    trace: z.object({ traceparent: z.string().optional(), tracestate: z.string().optional() }).default({}),
    enqueuedAtMs: z.number(),
  }),
} as const;
export type LlmRunPayload = z.output<typeof llmRunJob.payload>;
