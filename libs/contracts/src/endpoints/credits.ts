import { z } from 'zod';
import { defineEndpoint } from './define-endpoint.ts';
import { momentSchema } from './moment.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';
import { idParamsSchema } from './text.ts';

export const transactionTypeSchema = z.enum([
  'welcome',
  'purchase',
  'grant',
  'promo',
  'correction',
  'refund',
  'dispute',
  'debt',
  'hold',
  'settlement',
  'void',
]);
export type TransactionType = z.output<typeof transactionTypeSchema>;

/** `amount` is the signed effect on the balance in credits: a hold only moves credits from available to held, so it has 0. */
export const transactionSchema = z
  .object({
    id: z.string(),
    type: transactionTypeSchema,
    amount: z.number(),
    balanceAfter: z.number(),
    description: z.string(),
    /** For a hold `{runId, model, held}`, for a settlement `{runId, model, released, usage}`; credits as numbers. */
    metadata: z.record(z.string(), z.unknown()),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Transaction' });
export type Transaction = z.output<typeof transactionSchema>;

export const balanceSchema = z
  .object({
    balance: z.number(),
    available: z.number(),
    held: z.number(),
    /** What refunds and disputes could not take back. While it is above zero calls are refused; what comes in pays it first. */
    debt: z.number(),
  })
  .meta({ id: 'Balance', description: 'In credits.' });
export type Balance = z.output<typeof balanceSchema>;

/** Which entries of the ledger: those from `from` on and before `to`. */
export const transactionFilterSchema = z.object({
  type: transactionTypeSchema.optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
  /** Those of one call. */
  runId: idParamsSchema.shape.id.optional(),
});
export type TransactionFilter = z.output<typeof transactionFilterSchema>;

const amountsSchema = z.object({
  opening: z.number(),
  closing: z.number(),
  /** What came in and what went out, by type; holds and voids move nothing. */
  byType: z.array(z.object({ type: transactionTypeSchema, count: z.number().int(), amount: z.number() })),
});

/** A month of UTC; the last one is the current month so far. */
export const statementSchema = amountsSchema
  .extend({
    month: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    /** The month is over: this statement does not change any more. */
    final: z.boolean(),
    /** What the calls of each model cost, the dearest first. */
    byModel: z.array(z.object({ model: z.string(), calls: z.number().int(), amount: z.number() })),
  })
  .meta({ id: 'Statement', description: 'In credits. Opening plus all amounts is closing.' });
export type Statement = z.output<typeof statementSchema>;

const monthParamsSchema = z.object({
  month: z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, 'must be a month like 2026-11'),
});

export const creditEndpoints = {
  readBalance: defineEndpoint({
    method: 'GET',
    path: '/api/credits/balance',
    summary: 'The balance, how much of it is available or held for running calls, and what is owed',
    auth: 'caller',
    status: 200,
    response: balanceSchema,
    errors: [],
  }),
  listTransactions: defineEndpoint({
    method: 'GET',
    path: '/api/credits/transactions',
    summary: 'The ledger of the account, newest first',
    auth: 'caller',
    status: 200,
    query: pageQuerySchema.extend(transactionFilterSchema.shape),
    response: z.object({ transactions: z.array(transactionSchema), ...pageFields }),
    errors: [],
  }),
  exportTransactions: defineEndpoint({
    method: 'GET',
    path: '/api/credits/transactions.csv',
    summary: 'The same entries, all of them, as a file for a spreadsheet, oldest first',
    description:
      'Columns: `id`, `createdAt` (UTC), `type`, `amount`, `balanceAfter` (credits with 6 decimals), `description`, `runId`, `model`. RFC 4180, UTF-8. A text that a spreadsheet would take for a formula begins with an apostrophe.',
    auth: 'caller',
    status: 200,
    query: transactionFilterSchema,
    mediaType: 'text/csv',
    errors: [],
  }),
  listStatements: defineEndpoint({
    method: 'GET',
    path: '/api/credits/statements',
    summary: 'The months of which there is a statement, the latest first',
    auth: 'caller',
    status: 200,
    response: z.object({ months: z.array(z.string()) }),
    errors: [],
  }),
  readStatement: defineEndpoint({
    method: 'GET',
    path: '/api/credits/statements/:month',
    summary: 'What a month began with, what came in, what was used for which model, what it ended with',
    auth: 'caller',
    status: 200,
    params: monthParamsSchema,
    response: z.object({ statement: statementSchema }),
    errors: ['not_found'],
  }),
};
