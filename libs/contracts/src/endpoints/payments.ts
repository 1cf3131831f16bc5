import { z } from 'zod';
import { packageIdSchema } from '../payments/credit-packages.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';

export const STRIPE_SIGNATURE_HEADER = 'stripe-signature';

export const paymentStateSchema = z.enum(['pending', 'completed', 'expired', 'failed', 'refunded', 'disputed']);
export type PaymentState = z.output<typeof paymentStateSchema>;

export const paymentSchema = z
  .object({
    id: z.string(),
    state: paymentStateSchema,
    packageId: packageIdSchema,
    credits: z.number(),
    /** In US$. */
    price: z.number(),
    /** What of the price was paid back. */
    refunded: z.number(),
    /** Credits that refunds and disputes have taken back. */
    creditsReversed: z.number(),
    /** Stripe's page with the receipt; null until it is paid. */
    receiptUrl: z.string().nullable(),
    createdAt: z.iso.datetime(),
    completedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Payment' });
export type Payment = z.output<typeof paymentSchema>;

const packageSchema = z.object({
  id: packageIdSchema,
  name: z.string(),
  credits: z.number().int(),
  /** In US$. */
  price: z.number(),
});

/** `pay_…`, or the id of the checkout session that the success page has in its address. */
const paymentParamsSchema = z.object({ id: z.string().regex(/^(pay|cs)_\w{1,250}$/, 'is not the id of a payment') });

export const paymentEndpoints = {
  listPackages: defineEndpoint({
    method: 'GET',
    path: '/api/payments/packages',
    summary: 'What can be bought',
    auth: 'public',
    status: 200,
    response: z.object({
      packages: z.array(packageSchema),
      /** Who takes the money: Stripe, its stand-in on a developer’s machine (no money moves), or nobody. */
      provider: z.enum(['stripe', 'stand-in', 'none']),
    }),
    errors: [],
  }),
  checkout: defineEndpoint({
    method: 'POST',
    path: '/api/payments/checkout',
    summary: 'Begin a purchase: open the address in a browser and pay there',
    auth: 'session',
    status: 200,
    body: z.strictObject({ packageId: packageIdSchema }),
    example: { packageId: 'starter' },
    response: z.object({ sessionId: z.string(), url: z.url() }),
    errors: ['payments_unavailable'],
  }),
  listPayments: defineEndpoint({
    method: 'GET',
    path: '/api/payments/history',
    summary: 'The purchases of the account, newest first',
    auth: 'session',
    status: 200,
    query: pageQuerySchema,
    response: z.object({ payments: z.array(paymentSchema), ...pageFields }),
    errors: [],
  }),
  takeStripeEvent: defineEndpoint({
    method: 'POST',
    path: '/api/payments/webhook',
    summary: 'For Stripe: its signed events, on the raw body',
    description:
      'Answers 400 for nothing but a bad signature. An event is stored under its id and handled afterwards, once; what it is about is read from Stripe anew.',
    auth: 'public',
    status: 200,
    headers: z.object({
      [STRIPE_SIGNATURE_HEADER]: z.string().optional().describe('`t=…,v1=…` over the bytes of the body.'),
    }),
    response: z.object({ received: z.literal(true) }),
    errors: ['webhook_signature_invalid', 'webhook_wrong_mode', 'payments_unavailable', 'body_too_large'],
  }),
  readPayment: defineEndpoint({
    method: 'GET',
    path: '/api/payments/:id',
    summary: 'One purchase, by its id or by that of its checkout session; one that is pending is asked for at Stripe',
    auth: 'session',
    status: 200,
    params: paymentParamsSchema,
    response: z.object({ payment: paymentSchema }),
    errors: ['not_found'],
  }),
};
