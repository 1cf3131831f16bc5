import { z } from 'zod';
import { errorCodeSchema } from '../errors/error-table.ts';
import { chatRequestSchema } from '../llm/chat-request.ts';
import { modelFields, requestedModels } from '../llm/requested-models.ts';
import { runEventSchema } from '../runs/run-event.ts';
import { webhookTargetSchema } from '../webhooks/webhook-event.ts';
import { runSchema, runStateSchema } from '../runs/run.ts';
import { creditAmountSchema } from './budgets.ts';
import { callRequestHeadersSchema } from './request-headers.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { momentSchema } from './moment.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';
import { idParamsSchema, lineSchema } from './text.ts';

/** A call in the hub's own form, by one model or by several in order of preference. */
export const runFieldsSchema = chatRequestSchema.extend(modelFields).extend({
  maxCost: creditAmountSchema.gt(0).optional(),
  /** Whether an answer that breaks off in the middle is finished by the next of several models; it is, unless this is false. */
  rescue: z.boolean().optional(),
});

export const createRunSchema = runFieldsSchema
  /** Who is told of the end: all webhooks of the account, or one by its id. */
  .extend({ webhook: webhookTargetSchema.optional() })
  .refine((body) => requestedModels(body).length > 0, { path: ['model'], error: 'is required, or models' });
export type CreateRun = z.output<typeof createRunSchema>;

export const runEndpoints = {
  createRun: defineEndpoint({
    method: 'POST',
    path: '/api/runs',
    summary: 'Start a call of a model; its answer is read from its events',
    auth: 'caller',
    status: 202,
    headers: callRequestHeadersSchema,
    body: createRunSchema,
    example: {
      model: 'simulator-gpt',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'What is the capital of France?' }] }],
      maxOutputTokens: 200,
    },
    response: z.object({ run: runSchema }),
    errors: [
      'insufficient_credits',
      'budget_exceeded',
      'cost_cap_too_low',
      'rate_limited',
      'account_frozen',
      'account_in_debt',
      'context_overflow',
      'model_not_found',
      'idempotency_conflict',
      'idempotency_answer_gone',
    ],
  }),
  readRun: defineEndpoint({
    method: 'GET',
    path: '/api/runs/:id',
    summary: 'One call',
    auth: 'caller',
    status: 200,
    params: idParamsSchema,
    response: z.object({ run: runSchema }),
    errors: ['not_found'],
  }),
  streamRunEvents: defineEndpoint({
    method: 'GET',
    path: '/api/runs/:id/events',
    summary: 'The events of a call as server-sent events; `Last-Event-ID` resumes without gap or repetition',
    auth: 'caller',
    status: 200,
    params: idParamsSchema,
    headers: z.object({
      'last-event-id': z
        .string()
        .optional()
        .describe('The `id` of the last event that you have; the stream goes on after it.'),
    }),
    events: runEventSchema,
    errors: ['not_found', 'draining'],
  }),
  cancelRun: defineEndpoint({
    method: 'POST',
    path: '/api/runs/:id/cancel',
    summary: 'Stop a call; what it produced so far is charged',
    auth: 'caller',
    status: 202,
    params: idParamsSchema,
    response: z.object({ run: runSchema }),
    errors: ['not_found', 'run_not_active'],
  }),
};

/** Which calls: those that were sent from `from` on and before `to`, and so on; all of what is given must hold. */
export const runFilterSchema = z.object({
  state: runStateSchema.optional(),
  model: lineSchema.max(200).optional(),
  /** The id of a key; `session` for calls of signed-in people. */
  keyId: idParamsSchema.shape.id.optional(),
  errorCode: errorCodeSchema.optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  /** In credits: calls that have ended and cost this or more. */
  minCost: z.coerce.number().pipe(creditAmountSchema).optional(),
});
export type RunFilter = z.output<typeof runFilterSchema>;

/** Pages lead so far into the list; what is older is reached by `before`. */
const PAGED_RUNS = 10_000;

const listRunsQuerySchema = pageQuerySchema
  .extend(runFilterSchema.shape)
  .extend({ before: idParamsSchema.shape.id.optional().describe('The id of a call: only those that are older.') })
  .refine(({ page, limit }) => page * limit <= PAGED_RUNS, {
    path: ['page'],
    error: `leads beyond the first ${PAGED_RUNS} calls; ask with before for what is older`,
  });

/** The look back, which core-service answers: it alone reads the settled past. */
export const runHistoryEndpoints = {
  listRuns: defineEndpoint({
    method: 'GET',
    path: '/api/runs',
    summary: 'The calls of the account, newest first',
    description:
      'Pages lead into the first 10,000 calls. Beyond them, or to read all: ask again with `before` set to the `next` of the answer until that is null. `total` counts up to 10,000; where `isTotalExact` is false there are more. With a filter (`state`, `model`, `keyId`, `errorCode`, `minCost`) one answer looks through 50,000 calls: it may hold fewer than `limit`, or none, and still have a `next`.',
    auth: 'caller',
    status: 200,
    query: listRunsQuerySchema,
    response: z.object({
      runs: z.array(runSchema),
      ...pageFields,
      /** False: there are more than `total`, or calls that were not looked through. */
      isTotalExact: z.boolean(),
      /** To be sent as `before` for what is older; null when there is nothing. */
      next: z.string().nullable(),
    }),
    errors: [],
  }),
  exportRuns: defineEndpoint({
    method: 'GET',
    path: '/api/runs.csv',
    summary: 'The same calls, all of them, as a file for a spreadsheet, oldest first',
    description:
      'Columns: `id`, `createdAt`, `endedAt` (UTC), `state`, `model`, `provider`, `requestedModel`, `keyId`, `dialect`, `inputTokens`, `cacheReadTokens`, `cacheWrite5mTokens`, `cacheWrite1hTokens`, `outputTokens`, `cost` (credits with 6 decimals), `stopReason`, `errorCode`, `firstTokenMs`. RFC 4180, UTF-8. A text that a spreadsheet would take for a formula begins with an apostrophe.',
    auth: 'caller',
    status: 200,
    query: runFilterSchema,
    mediaType: 'text/csv',
    errors: [],
  }),
};
