import { z } from 'zod';

/** What we keep of an event: what it is about and how far that has come. Nothing of the people in it. */
export const eventFactsSchema = z.object({
  paymentId: z.string().optional(),
  sessionId: z.string().optional(),
  paymentIntentId: z.string().optional(),
  customerId: z.string().optional(),
  isPaid: z.boolean().optional(),
  end: z.enum(['expired', 'failed']).optional(),
  amountCents: z.number().int().optional(),
  currency: z.string().optional(),
  reversal: z
    .object({
      id: z.string(),
      kind: z.enum(['refund', 'dispute']),
      amountCents: z.number().int(),
      status: z.string(),
      /** In seconds, as Stripe counts. */
      occurredAt: z.number(),
    })
    .optional(),
});
export type EventFacts = z.output<typeof eventFactsSchema>;

/** What may stand where Stripe refers to another object: its id, or the object itself when it was expanded. */
const reference = z
  .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
  .nullish()
  .transform((id) => id ?? undefined);
const optional = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined);
const metadata = optional(z.object({ paymentId: optional(z.string()) }));

const sessionSchema = z.object({
  id: z.string(),
  payment_intent: reference,
  payment_status: optional(z.string()),
  amount_total: optional(z.number().int()),
  currency: optional(z.string()),
  metadata,
});
const intentSchema = z.object({ id: z.string(), metadata });
const chargeSchema = z.object({ payment_intent: reference });
const reversalSchema = z.object({
  id: z.string(),
  payment_intent: reference,
  amount: z.number().int(),
  status: optional(z.string()),
  created: optional(z.number()),
});
const customerSchema = z.object({ id: z.string() });

type Reader = (object: unknown) => EventFacts;

const readSession =
  (end?: EventFacts['end']): Reader =>
  (object) => {
    const { id, payment_intent, payment_status, amount_total, currency, metadata: ours } = sessionSchema.parse(object);
    return compact({
      sessionId: id,
      paymentIntentId: payment_intent,
      paymentId: ours?.paymentId,
      isPaid: payment_status === 'paid' || payment_status === 'no_payment_required',
      amountCents: amount_total,
      currency,
      end,
    });
  };

const readIntent: Reader = (object) => {
  const { id, metadata: ours } = intentSchema.parse(object);
  return compact({ paymentIntentId: id, paymentId: ours?.paymentId });
};

const readReversal =
  (kind: 'refund' | 'dispute'): Reader =>
  (object) => {
    const { id, payment_intent, amount, status, created } = reversalSchema.parse(object);
    const occurredAt = created ?? Math.floor(Date.now() / 1_000);
    return compact({
      paymentIntentId: payment_intent,
      reversal: { id, kind, amountCents: amount, status: status ?? 'pending', occurredAt },
    });
  };

const readCharge: Reader = (object) => compact({ paymentIntentId: chargeSchema.parse(object).payment_intent });
const readCustomer: Reader = (object) => ({ customerId: customerSchema.parse(object).id });

/** The events that change something here; an endpoint at Stripe subscribes to exactly these (docs/operators/payments.md). */
const readers = {
  'checkout.session.completed': readSession(),
  'checkout.session.async_payment_succeeded': readSession(),
  'checkout.session.async_payment_failed': readSession('failed'),
  'checkout.session.expired': readSession('expired'),
  'payment_intent.succeeded': readIntent,
  'payment_intent.payment_failed': readIntent,
  'charge.refunded': readCharge,
  'refund.created': readReversal('refund'),
  'refund.updated': readReversal('refund'),
  'refund.failed': readReversal('refund'),
  'charge.dispute.created': readReversal('dispute'),
  'charge.dispute.updated': readReversal('dispute'),
  'charge.dispute.funds_withdrawn': readReversal('dispute'),
  'charge.dispute.funds_reinstated': readReversal('dispute'),
  'charge.dispute.closed': readReversal('dispute'),
  'customer.deleted': readCustomer,
} satisfies Record<string, Reader>;

export type HandledEventType = keyof typeof readers;
export const handledEventTypes = Object.keys(readers) as HandledEventType[];
export const isHandled = (type: string): type is HandledEventType => Object.hasOwn(readers, type);

/** The facts of an event; none of one that is not handled, or that has another form than Stripe documents. */
export function factsOf(type: string, object: unknown): EventFacts {
  if (!isHandled(type)) return {};
  try {
    return readers[type](object);
  } catch (error) {
    if (error instanceof z.ZodError) return {};
    throw error;
  }
}

function compact(facts: { [K in keyof EventFacts]: EventFacts[K] | undefined }): EventFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
