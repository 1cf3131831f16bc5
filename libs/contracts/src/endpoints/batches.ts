import { z } from 'zod';
import { MAX_BATCH_REQUESTS, batchSchema } from '../batches/batch.ts';
import { requestedModels } from '../llm/requested-models.ts';
import { webhookTargetSchema } from '../webhooks/webhook-event.ts';
import { creditAmountSchema } from './budgets.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';
import { callRequestHeadersSchema } from './request-headers.ts';
import { runFieldsSchema } from './runs.ts';
import { idParamsSchema, lineSchema } from './text.ts';

const batchRequestSchema = runFieldsSchema
  .extend({ customId: lineSchema.max(200) })
  .refine((body) => requestedModels(body).length > 0, { path: ['model'], error: 'is required, or models' });

export const createBatchBodySchema = z
  .strictObject({
    requests: z.array(batchRequestSchema).min(1).max(MAX_BATCH_REQUESTS),
    /** What all calls together may cost at most, in credits. */
    maxCost: creditAmountSchema.gt(0).optional(),
    /** Who is told of the end of the batch: all webhooks of the account, or one by its id. */
    webhook: webhookTargetSchema.optional(),
  })
  .superRefine(({ requests }, context) => {
    const seen = new Set<string>();
    for (const [at, { customId }] of requests.entries()) {
      if (seen.has(customId)) {
        context.addIssue({ code: 'custom', path: ['requests', at, 'customId'], message: 'is used twice' });
      }
      seen.add(customId);
    }
  });
export type CreateBatch = z.output<typeof createBatchBodySchema>;

const batchAnswer = z.object({ batch: batchSchema });

export const batchEndpoints = {
  createBatch: defineEndpoint({
    method: 'POST',
    path: '/api/batches',
    summary: 'Make up to 1,000 calls that nobody waits for, behind everything interactive',
    auth: 'caller',
    status: 202,
    headers: callRequestHeadersSchema.pick({ 'idempotency-key': true }),
    body: createBatchBodySchema,
    example: {
      requests: [
        {
          customId: 'first',
          model: 'simulator-gpt',
          messages: [{ role: 'user', content: [{ type: 'text', text: 'What is the capital of France?' }] }],
        },
      ],
    },
    response: batchAnswer,
    errors: ['idempotency_conflict', 'rate_limited'],
  }),
  listBatches: defineEndpoint({
    method: 'GET',
    path: '/api/batches',
    summary: 'The batches of the account, newest first; kept for 30 days',
    auth: 'caller',
    status: 200,
    query: pageQuerySchema,
    response: z.object({ batches: z.array(batchSchema), ...pageFields }),
    errors: [],
  }),
  readBatch: defineEndpoint({
    method: 'GET',
    path: '/api/batches/:id',
    summary: 'One batch, and how far it is',
    auth: 'caller',
    status: 200,
    params: idParamsSchema,
    response: batchAnswer,
    errors: ['not_found'],
  }),
  readBatchResults: defineEndpoint({
    method: 'GET',
    path: '/api/batches/:id/results',
    summary: 'What became of each call, a line of JSON for each, in the order in which they were sent',
    description:
      'Each line has `customId`, `runId`, `state`, `answer` (`text`, `toolCalls`), `usage`, `cost` and `error`. Calls that have not ended yet are in it as well. Answers are kept for 24 hours after the end of their call.',
    auth: 'caller',
    status: 200,
    params: idParamsSchema,
    mediaType: 'application/jsonl',
    errors: ['not_found'],
  }),
  cancelBatch: defineEndpoint({
    method: 'POST',
    path: '/api/batches/:id/cancel',
    summary: 'Stop a batch: what waits is not begun, what runs is stopped and charged for what it produced',
    auth: 'caller',
    status: 202,
    params: idParamsSchema,
    response: batchAnswer,
    errors: ['not_found'],
  }),
};
