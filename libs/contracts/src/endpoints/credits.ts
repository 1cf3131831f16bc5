import { z } from 'zod';
import { defineEndpoint } from './define-endpoint.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';

export const transactionTypeSchema = z.enum([
  'welcome',
  'purchase',
  'grant',
  'correction',
  'refund',
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
  .object({ balance: z.number(), available: z.number(), held: z.number() })
  .meta({ id: 'Balance', description: 'In credits.' });

export const creditEndpoints = {
  readBalance: defineEndpoint({
    method: 'GET',
    path: '/api/credits/balance',
    summary: 'The balance, and how much of it is available or held for running calls',
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
    query: pageQuerySchema.extend({ type: transactionTypeSchema.optional() }),
    response: z.object({ transactions: z.array(transactionSchema), ...pageFields }),
    errors: [],
  }),
};
