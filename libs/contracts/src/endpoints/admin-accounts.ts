import { z } from 'zod';
import { isWholeMicros } from '../money.ts';
import { transactionFilterSchema, transactionSchema } from './credits.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';
import { idParamsSchema, lineSchema } from './text.ts';

/** An account as administrators see it; amounts in credits. */
export const adminAccountSchema = z
  .object({
    id: z.string(),
    userId: z.string(),
    /** Null when its person was deleted. */
    email: z.string().nullable(),
    balance: z.number(),
    available: z.number(),
    held: z.number(),
    /** What refunds and disputes could not take back; what comes in next pays it, and calls are refused until then. */
    debt: z.number(),
    totalPurchased: z.number(),
    totalUsed: z.number(),
    frozenAt: z.iso.datetime().nullable(),
    frozenReason: z.string().nullable(),
    /** When its person was deleted; its ledger stays, and it is frozen for good. */
    deletedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'AdminAccount' });
export type AdminAccount = z.output<typeof adminAccountSchema>;

const reasonSchema = lineSchema.max(500);
export const freezeAccountBodySchema = z.strictObject({ reason: reasonSchema });
export type FreezeAccountBody = z.output<typeof freezeAccountBodySchema>;
const MAX_CREDITS = 1_000_000_000;

/** Signed; a micro-credit is the smallest amount there is. */
export const signedCreditsSchema = z
  .number('must be a number of credits')
  .min(-MAX_CREDITS)
  .max(MAX_CREDITS)
  .refine((credits) => credits !== 0, { error: 'must not be zero' })
  .refine(isWholeMicros, { error: 'must have at most 6 decimals' });

export const changeCreditsBodySchema = z
  .strictObject({
    /** A grant is a present and adds; a correction mends a mistake and may take away. */
    type: z.enum(['grant', 'correction']),
    amount: signedCreditsSchema,
    /** Shown to the account's owner, and kept for ever. */
    reason: reasonSchema,
    /** The same key again changes nothing and answers the same; another amount under it is refused. */
    idempotencyKey: z
      .string()
      .regex(/^[\w.:-]{1,100}$/, 'must be 1 to 100 letters, digits, dots, colons, dashes or underscores'),
  })
  .refine(({ type, amount }) => type === 'correction' || amount >= 0, {
    path: ['amount'],
    error: 'must be above zero: only a correction may take credits away',
  });
export type ChangeCreditsBody = z.output<typeof changeCreditsBodySchema>;

export const adminAccountEndpoints = {
  listAccounts: defineEndpoint({
    method: 'GET',
    path: '/api/admin/accounts',
    summary: 'Accounts, the newest first; `q` finds one by e-mail, account id or user id',
    auth: 'admin',
    status: 200,
    query: pageQuerySchema.extend({
      q: lineSchema.max(320).optional(),
      /** Only those that are frozen. */
      frozen: z.enum(['true', 'false']).optional(),
    }),
    response: z.object({ accounts: z.array(adminAccountSchema), ...pageFields }),
    errors: [],
  }),
  readAccount: defineEndpoint({
    method: 'GET',
    path: '/api/admin/accounts/:id',
    summary: 'An account with its balance, and why it is frozen',
    auth: 'admin',
    status: 200,
    params: idParamsSchema,
    response: z.object({ account: adminAccountSchema }),
    errors: ['not_found'],
  }),
  listAccountTransactions: defineEndpoint({
    method: 'GET',
    path: '/api/admin/accounts/:id/transactions',
    summary: 'The ledger of an account, newest first, as its owner sees it',
    auth: 'admin',
    status: 200,
    params: idParamsSchema,
    query: pageQuerySchema.extend(transactionFilterSchema.shape),
    response: z.object({ transactions: z.array(transactionSchema), ...pageFields }),
    errors: ['not_found'],
  }),
  freezeAccount: defineEndpoint({
    method: 'POST',
    path: '/api/admin/accounts/:id/freeze',
    summary: 'Stop new calls of an account, for a reason that its owner is told; running ones finish',
    auth: 'admin',
    status: 200,
    params: idParamsSchema,
    body: freezeAccountBodySchema,
    example: { reason: 'The card was reported stolen.' },
    response: z.object({ account: adminAccountSchema }),
    errors: ['not_found'],
  }),
  unfreezeAccount: defineEndpoint({
    method: 'POST',
    path: '/api/admin/accounts/:id/unfreeze',
    summary: 'Allow new calls of an account again',
    auth: 'admin',
    status: 200,
    params: idParamsSchema,
    response: z.object({ account: adminAccountSchema }),
    errors: ['not_found'],
  }),
  changeCredits: defineEndpoint({
    method: 'POST',
    path: '/api/admin/accounts/:id/credits',
    summary:
      'Grant credits, or correct a balance: one entry of the ledger with its reason, once for each idempotency key',
    auth: 'admin',
    status: 201,
    params: idParamsSchema,
    body: changeCreditsBodySchema,
    example: { type: 'grant', amount: 25, reason: 'Sorry for the outage of Monday', idempotencyKey: 'ticket-4711' },
    response: z.object({ account: adminAccountSchema, transaction: transactionSchema }),
    errors: ['not_found', 'idempotency_conflict', 'insufficient_credits'],
  }),
};
