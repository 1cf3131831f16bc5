import type { BalanceTransaction, Charge, PaymentIntent } from '../state/objects.ts';
import type { StandInContext } from '../stand-in-context.ts';

/** What Stripe keeps of a card payment in the United States. */
const FEE_SHARE = 0.029;
const FEE_CENTS = 30;

type Booking = Pick<BalanceTransaction, 'amount' | 'currency' | 'type' | 'source' | 'reporting_category'> & {
  fee?: number;
};

/** One line of the balance that `balance_transactions` lists. */
export function book({ store }: StandInContext, { fee = 0, ...booking }: Booking): BalanceTransaction {
  const now = Math.floor(Date.now() / 1_000);
  return store.add('balance_transaction', {
    ...booking,
    fee,
    net: booking.amount - fee,
    status: 'available',
    available_on: now,
    description: null,
  });
}

/** The money of an intent has arrived: its charge, the line of the balance, and the events of both. */
export function chargeIntent(context: StandInContext, intent: PaymentIntent): Charge {
  const { store } = context;
  const { amount, currency, customer, description, metadata } = intent;
  const charge = store.add('charge', {
    ...{ amount, amount_refunded: 0, currency, customer, description, metadata },
    ...{ payment_intent: intent.id, balance_transaction: '', receipt_url: '', status: 'succeeded' },
    ...{ paid: true, captured: true, refunded: false, disputed: false },
  });
  charge.receipt_url = `${context.url()}/receipts/${charge.id}`;
  const fee = Math.round(amount * FEE_SHARE) + FEE_CENTS;
  const booking = { amount, currency, fee, type: 'charge', reporting_category: 'charge', source: charge.id } as const;
  charge.balance_transaction = book(context, booking).id;
  Object.assign(intent, {
    status: 'succeeded',
    amount_received: amount,
    latest_charge: charge.id,
    last_payment_error: null,
  });
  context.tell('charge.succeeded', 'charge', charge);
  context.tell('payment_intent.succeeded', 'payment_intent', intent);
  return charge;
}

/** The money of an intent did not come. */
export function failIntent(context: StandInContext, intent: PaymentIntent): void {
  Object.assign(intent, {
    status: 'requires_payment_method',
    payment_method: null,
    last_payment_error: {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'generic_decline',
      message: 'Your card was declined.',
    },
  });
  context.tell('payment_intent.payment_failed', 'payment_intent', intent);
}
