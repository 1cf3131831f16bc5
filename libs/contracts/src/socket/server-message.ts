import { z } from 'zod';
import type { AppError } from '../errors/app-error.ts';
import { errorCodeSchema, errorTable } from '../errors/error-table.ts';
import { toProblem } from '../errors/render-error.ts';
import { runEventSchema } from '../runs/run-event.ts';
import { runSchema } from '../runs/run.ts';

const requestIdSchema = z.string().optional();

/** What the hub says over `/ws`. */
export const serverMessageSchema = z.discriminatedUnion('type', [
  /** The client is known. An access token ends at `expiresAt`, and the connection with it; an API key has no end. */
  z.object({ type: z.literal('authenticated'), expiresAt: z.iso.datetime().nullable() }),
  /** The run of a `start`, or of a `cancel`. `replayed`: it was started before, with the same idempotency key. */
  z.object({ type: z.literal('run'), requestId: requestIdSchema, run: runSchema, replayed: z.boolean().optional() }),
  /** An event of a run to which the client has subscribed; after `done` or `failed` comes none. `id` is the cursor to go on from. */
  z.object({ type: z.literal('event'), runId: z.string(), id: z.string(), event: runEventSchema }),
  /** What became of a message, or of a subscription, that failed. */
  z.object({
    type: z.literal('error'),
    requestId: requestIdSchema,
    runId: z.string().optional(),
    code: errorCodeSchema,
    status: z.number().int(),
    title: z.string(),
    detail: z.string(),
    retryable: z.boolean(),
    retryAfterSeconds: z.number().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    /** The address of the page about this error. */
    page: z.string(),
  }),
  z.object({ type: z.literal('pong'), requestId: requestIdSchema }),
]);

export type ServerMessage = z.output<typeof serverMessageSchema>;

/** What an answer is about, in the client's own words. */
export type MessageSubject = { requestId?: string | undefined; runId?: string | undefined };

/** An error as a message of `/ws`. */
export function toErrorMessage(error: AppError, subject: MessageSubject): Extract<ServerMessage, { type: 'error' }> {
  const { type: page, status, title, detail, errors } = toProblem(error, '');
  return {
    type: 'error',
    ...subject,
    ...{ code: error.code, status, title, detail, retryable: errorTable[error.code].retryable },
    ...(error.retryAfterSeconds !== undefined && { retryAfterSeconds: error.retryAfterSeconds }),
    ...(errors && { errors }),
    page,
  };
}
