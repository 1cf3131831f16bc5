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

/** What a person agrees to by `consent`; kept with the moment. */
export const AUTO_TOP_UP_CONSENT =
  'I agree that this hub charges my kept card by itself for the package I chose whenever fewer credits are available than I said, up to the limit of each month, until I switch it off.';

/** An amount with at most two decimals. Refined rather than a `multipleOf`: in binary fractions that is a matter of luck. */
export const centsSchema = z
  .number()
  .min(0)
  .max(1_000_000)
  .refine((amount) => Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-6, {
    error: 'must have at most 2 decimals',
  });

export const setAutoTopUpBodySchema = z.discriminatedUnion('enabled', [
  z.strictObject({ enabled: z.literal(false) }),
  z.strictObject({
    enabled: z.literal(true),
    packageId: packageIdSchema,
    /** In credits: bought when fewer are available. */
    threshold: centsSchema,
    /** In US$, for a month of UTC. */
    monthlyLimit: centsSchema.refine((amount) => amount > 0, { error: 'must be above zero' }),
    consent: z.literal(true),
  }),
]);
export type SetAutoTopUp = z.output<typeof setAutoTopUpBodySchema>;

export const autoTopUpSchema = z
  .object({
    enabled: z.boolean(),
    packageId: packageIdSchema.nullable(),
    threshold: z.number().nullable(),
    monthlyLimit: z.number().nullable(),
    /** In US$, in this month of UTC. */
    spentThisMonth: z.number(),
    consentedAt: z.iso.datetime().nullable(),
    /** What `consent` agrees to. */
    consent: z.string(),
    /** Why it stopped by itself; setting it again starts it again. */
    pausedReason: z.string().nullable(),
  })
  .meta({ id: 'AutoTopUp' });
export type AutoTopUp = z.output<typeof autoTopUpSchema>;

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
    body: z.strictObject({
      packageId: packageIdSchema,
      /** Lets Stripe keep the card, so that credits can be bought by themselves later; Stripe asks for consent too. */
      saveCard: z.boolean().default(false),
    }),
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
  openPortal: defineEndpoint({
    method: 'POST',
    path: '/api/payments/portal',
    summary: 'A page at Stripe with the invoices and the cards of the account',
    auth: 'session',
    status: 200,
    response: z.object({ url: z.url() }),
    errors: ['payments_unavailable'],
  }),
  readAutoTopUp: defineEndpoint({
    method: 'GET',
    path: '/api/payments/auto-top-up',
    summary: 'Whether, and how, credits are bought by themselves when they run low',
    auth: 'session',
    status: 200,
    response: z.object({ autoTopUp: autoTopUpSchema }),
    errors: [],
  }),
  setAutoTopUp: defineEndpoint({
    method: 'PUT',
    path: '/api/payments/auto-top-up',
    summary: 'Agree to credits being bought by themselves, within a limit for each month; or switch that off',
    auth: 'session',
    status: 200,
    body: setAutoTopUpBodySchema,
    example: { enabled: true, packageId: 'starter', threshold: 20, monthlyLimit: 50, consent: true },
    response: z.object({ autoTopUp: autoTopUpSchema }),
    errors: ['payments_unavailable', 'payment_method_missing'],
  }),
  readDocuments: defineEndpoint({
    method: 'GET',
    path: '/api/payments/history/:id/documents',
    summary: 'Receipt and invoice of a purchase, as pages and as a PDF at Stripe',
    auth: 'session',
    status: 200,
    params: paymentParamsSchema,
    response: z.object({
      receiptUrl: z.string().nullable(),
      invoiceUrl: z.string().nullable(),
      invoicePdf: z.string().nullable(),
    }),
    errors: ['not_found', 'payments_unavailable'],
  }),
  readPayment: defineEndpoint({
    method: 'GET',
    path: '/api/payments/history/:id',
    summary: 'One purchase, by its id or by that of its checkout session; one that is pending is asked for at Stripe',
    auth: 'session',
    status: 200,
    params: paymentParamsSchema,
    response: z.object({ payment: paymentSchema }),
    errors: ['not_found'],
  }),
};
