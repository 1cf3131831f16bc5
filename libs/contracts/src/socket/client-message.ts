import { z } from 'zod';
import { MAX_IDEMPOTENCY_KEY_LENGTH } from '../endpoints/request-headers.ts';
import { createRunSchema } from '../endpoints/runs.ts';
import { runCursorPattern } from '../runs/run-cursor.ts';

/** A name that the client gives a message; what answers the message carries it. */
const requestIdSchema = z.string().min(1).max(100);
const runIdSchema = z.string().min(1).max(64);

/** What a client says over `/ws`, each as one text message of JSON. */
export const clientMessageSchema = z.discriminatedUnion('type', [
  /** Says who calls: the first message of whoever could not send an Authorization header, and again before an access token ends. */
  z.object({ type: z.literal('authenticate'), token: z.string().min(1).max(8_192) }),
  /** Starts a run, as `POST /api/runs` does, and sends its events. */
  z.object({
    type: z.literal('start'),
    requestId: requestIdSchema,
    idempotencyKey: z.string().min(1).max(MAX_IDEMPOTENCY_KEY_LENGTH).optional(),
    run: createRunSchema,
    /** `false`: only start it. */
    subscribe: z.boolean().default(true),
  }),
  /** Sends the events of a run, behind the one that `after` names. A second one for the same run takes the place of the first. */
  z.object({
    type: z.literal('subscribe'),
    requestId: requestIdSchema.optional(),
    runId: runIdSchema,
    after: z.string().regex(runCursorPattern, 'must be the id of an event, e.g. 7.2').optional(),
  }),
  z.object({ type: z.literal('unsubscribe'), requestId: requestIdSchema.optional(), runId: runIdSchema }),
  /** Stops a run; what it produced so far is charged. */
  z.object({ type: z.literal('cancel'), requestId: requestIdSchema.optional(), runId: runIdSchema }),
  z.object({ type: z.literal('ping'), requestId: requestIdSchema.optional() }),
]);

export type ClientMessage = z.output<typeof clientMessageSchema>;
