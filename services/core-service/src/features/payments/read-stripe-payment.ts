import type Stripe from 'stripe';
import { askStripe, isMissing } from './stripe-failure.ts';

export type PaymentReversalFact = {
  id: string;
  kind: 'refund' | 'dispute';
  amountCents: number;
  status: string;
  occurredAt: Date;
};

/** What Stripe says of a payment now. */
export type StripePayment = {
  sessionId?: string | undefined;
  paymentIntentId?: string | undefined;
  isPaid: boolean;
  /** It will never be paid. */
  end?: 'expired' | 'failed' | undefined;
  amountCents?: number | undefined;
  currency?: string | undefined;
  invoiceId?: string | undefined;
  receiptUrl?: string | undefined;
  reversals: PaymentReversalFact[];
};

const MOST = 100;

type Reference = string | { id: string } | null | undefined;
const idOf = (reference: Reference): string | undefined =>
  typeof reference === 'string' ? reference : (reference?.id ?? undefined);

/** Reads a payment anew, by its checkout session or, where it had none, by its intent. Stripe has no such thing: nothing is paid. */
export async function readStripePayment(
  stripe: Stripe,
  { sessionId, paymentIntentId }: { sessionId?: string | undefined; paymentIntentId?: string | undefined },
): Promise<StripePayment> {
  const session =
    sessionId === undefined ? undefined : await unlessMissing(() => stripe.checkout.sessions.retrieve(sessionId));
  const intentId = paymentIntentId ?? idOf(session?.payment_intent);
  const intent = intentId === undefined ? undefined : await readIntent(stripe, intentId);
  const charge = typeof intent?.latest_charge === 'object' ? intent.latest_charge : undefined;
  const isPaid = session
    ? session.payment_status === 'paid' || session.payment_status === 'no_payment_required'
    : intent?.status === 'succeeded';
  return {
    sessionId: session?.id,
    paymentIntentId: intent?.id,
    isPaid,
    end: isPaid ? undefined : endOf(session, intent),
    amountCents: (session ? session.amount_total : intent?.amount_received) ?? undefined,
    currency: (session ?? intent)?.currency ?? undefined,
    invoiceId: idOf(session?.invoice),
    receiptUrl: charge?.receipt_url ?? undefined,
    reversals: intent ? await readReversals(stripe, intent.id) : [],
  };
}

const readIntent = (stripe: Stripe, id: string) =>
  unlessMissing(() => stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }));

function endOf(session?: Stripe.Checkout.Session, intent?: Stripe.PaymentIntent): StripePayment['end'] {
  if (session?.status === 'expired') return 'expired';
  // An open session may be paid by another card; one that is complete, or an intent of its own, has had its try.
  const isOver = session ? session.status === 'complete' : true;
  const hasFailed = intent?.status === 'requires_payment_method' || intent?.status === 'canceled';
  return isOver && hasFailed ? 'failed' : undefined;
}

async function readReversals(stripe: Stripe, paymentIntentId: string): Promise<PaymentReversalFact[]> {
  const query = { payment_intent: paymentIntentId, limit: MOST };
  const [refunds, disputes] = await Promise.all([
    askStripe(() => stripe.refunds.list(query)),
    askStripe(() => stripe.disputes.list(query)),
  ]);
  return [
    ...refunds.data.map((refund) => toFact('refund', refund)),
    ...disputes.data.map((dispute) => toFact('dispute', dispute)),
  ];
}

type Reversal = { id: string; amount: number; status: string | null; created: number };

const toFact = (kind: PaymentReversalFact['kind'], { id, amount, status, created }: Reversal): PaymentReversalFact => ({
  ...{ id, kind, amountCents: amount, status: status ?? 'pending', occurredAt: new Date(created * 1_000) },
});

async function unlessMissing<T>(question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await askStripe(question);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The payment that an intent of ours names; undefined for one that we did not cause. */
export async function readPaymentId(stripe: Stripe, paymentIntentId: string): Promise<string | undefined> {
  return (await readIntent(stripe, paymentIntentId))?.metadata['paymentId'];
}
