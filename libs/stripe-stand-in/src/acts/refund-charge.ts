import { invalid, missing } from '../http/stripe-fault.ts';
import type { Charge, Refund } from '../state/objects.ts';
import type { StandInContext } from '../stand-in-context.ts';
import { book } from './charge-intent.ts';

export type RefundInput = {
  charge?: string | undefined;
  payment_intent?: string | undefined;
  amount?: number | undefined;
  reason?: string | undefined;
  metadata?: Record<string, string>;
};

/** Pays back all that is left of a charge, or a part. A card's refund has succeeded at once; a bank's takes its time. */
export function refundCharge(context: StandInContext, input: RefundInput): Refund {
  const { store } = context;
  const charge = findCharge(context, input);
  const left = charge.amount - charge.amount_refunded;
  const amount = input.amount ?? left;
  if (left === 0) throw invalid(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded');
  if (amount > left)
    throw invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`,
      undefined,
      'amount',
    );
  if (charge.disputed)
    throw invalid(`Charge ${charge.id} has been disputed; it cannot be refunded.`, 'charge_disputed');
  const { currency, payment_intent } = charge;
  const isSlow = store.find('payment_intent', payment_intent)?.payment_method_types.includes('sepa_debit') ?? false;
  const refund = store.add('refund', {
    ...{ amount, currency, charge: charge.id, payment_intent, status: isSlow ? 'pending' : 'succeeded' },
    ...{ reason: input.reason ?? null, metadata: input.metadata ?? {}, balance_transaction: '' },
  });
  const booking = {
    amount: -amount,
    currency,
    type: 'refund',
    reporting_category: 'refund',
    source: refund.id,
  } as const;
  refund.balance_transaction = book(context, booking).id;
  noteRefunded(charge, amount);
  context.tell('refund.created', 'refund', refund);
  context.tell('charge.refunded', 'charge', charge);
  return refund;
}

/** What a bank says in the end of a refund. One that had succeeded may still fail. */
export function endRefund(context: StandInContext, id: string, status: 'succeeded' | 'failed'): Refund {
  const { store } = context;
  const refund = store.find('refund', id);
  if (!refund) throw missing('refund', id);
  if (refund.status === 'failed' || refund.status === 'canceled') throw invalid(`This refund is ${refund.status}.`);
  refund.status = status;
  if (status === 'succeeded') {
    context.tell('refund.updated', 'refund', refund);
    return refund;
  }
  const { amount, currency } = refund;
  refund.failure_reason = 'expired_or_canceled_card';
  const charge = store.find('charge', refund.charge);
  if (charge) noteRefunded(charge, -amount);
  book(context, { amount, currency, type: 'refund_failure', reporting_category: 'refund_failure', source: id });
  context.tell('refund.failed', 'refund', refund);
  return refund;
}

function noteRefunded(charge: Charge, amount: number): void {
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
}

/** The charge that a refund or a dispute names, by itself or by its intent. */
export function findCharge({ store }: StandInContext, input: Pick<RefundInput, 'charge' | 'payment_intent'>): Charge {
  const { charge: id, payment_intent: intentId } = input;
  if (id !== undefined) {
    const charge = store.find('charge', id);
    if (!charge) throw missing('charge', id, 'charge');
    return charge;
  }
  const intent = store.find('payment_intent', intentId ?? '');
  if (!intent) throw missing('payment_intent', intentId ?? '', 'payment_intent');
  const charge = store.find('charge', intent.latest_charge ?? '');
  if (!charge)
    throw invalid(`The PaymentIntent ${intent.id} does not have a successful charge.`, undefined, 'payment_intent');
  return charge;
}
