import { z } from 'zod';
import { defineEndpoint } from './define-endpoint.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';
import { centsSchema, paymentSchema, paymentStateSchema } from './payments.ts';
import { idParamsSchema, lineSchema } from './text.ts';

export const administeredPaymentSchema = paymentSchema
  .extend({
    accountId: z.string(),
    /** Of who bought it; null when that person was deleted. */
    email: z.string().nullable(),
    source: z.enum(['checkout', 'auto_top_up']),
    sessionId: z.string().nullable(),
    paymentIntentId: z.string().nullable(),
    /** Why what Stripe says was not credited; null when there is nothing to look at. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'AdministeredPayment' });
export type AdministeredPayment = z.output<typeof administeredPaymentSchema>;

export const reconciliationDifferenceSchema = z.object({
  /** `not_credited`, `not_taken_back`, `other_amount` or `not_at_stripe`. */
  kind: z.enum(['not_credited', 'not_taken_back', 'other_amount', 'not_at_stripe']),
  /** Of the charge, refund, dispute or payment. */
  id: z.string(),
  paymentId: z.string(),
  detail: z.string(),
});
export type ReconciliationDifference = z.output<typeof reconciliationDifferenceSchema>;

/** A day of Stripe's balance; amounts in US$. */
export const reconciliationSchema = z
  .object({
    day: z.iso.date(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    lines: z.number().int(),
    charged: z.number(),
    refunded: z.number(),
    disputed: z.number(),
    fees: z.number(),
    differences: z.array(reconciliationDifferenceSchema),
    error: z.string().nullable(),
  })
  .meta({ id: 'Reconciliation' });
export type Reconciliation = z.output<typeof reconciliationSchema>;

export const refundPaymentBodySchema = z.strictObject({
  /** In US$; all that is left when it is left out. */
  amount: centsSchema.refine((amount) => amount > 0, { error: 'must be above zero' }).optional(),
  /** Kept with the refund at Stripe. */
  reason: lineSchema.max(400),
});
export type RefundPaymentBody = z.output<typeof refundPaymentBodySchema>;

export const paymentAdministrationEndpoints = {
  listAllPayments: defineEndpoint({
    method: 'GET',
    path: '/api/admin/payments',
    summary: 'The purchases of all accounts or of one, newest first; or those that a person has to look at',
    description:
      '`q` finds one by its id, by that of its checkout session or its payment intent at Stripe, or all of a person by the e-mail.',
    auth: 'admin',
    status: 200,
    query: pageQuerySchema.extend({
      q: lineSchema.max(320).optional(),
      accountId: idParamsSchema.shape.id.optional(),
      state: paymentStateSchema.optional(),
      problems: z.stringbool().optional(),
    }),
    response: z.object({ payments: z.array(administeredPaymentSchema), ...pageFields }),
    errors: [],
  }),
  refundPayment: defineEndpoint({
    method: 'POST',
    path: '/api/admin/payments/:id/refund',
    summary: 'Pay back a purchase or a part of it; its credits are taken back in proportion',
    auth: 'admin',
    status: 200,
    params: idParamsSchema,
    body: refundPaymentBodySchema,
    example: { amount: 2.5, reason: 'bought twice by mistake' },
    response: z.object({ payment: administeredPaymentSchema }),
    errors: ['not_found', 'payment_not_refundable', 'payments_unavailable'],
  }),
  listReconciliations: defineEndpoint({
    method: 'GET',
    path: '/api/admin/reconciliations',
    summary: 'Each day of Stripe’s balance compared with the payments, the latest first',
    auth: 'admin',
    status: 200,
    query: pageQuerySchema,
    response: z.object({ reconciliations: z.array(reconciliationSchema), ...pageFields }),
    errors: [],
  }),
};
