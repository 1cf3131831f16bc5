import { invalid, missing } from '../http/stripe-fault.ts';
import type { Dispute } from '../state/objects.ts';
import type { StandInContext } from '../stand-in-context.ts';
import { book } from './charge-intent.ts';
import { findCharge } from './refund-charge.ts';

const FEE_CENTS = 1_500;

export type DisputeInput = {
  payment_intent: string;
  /** What is left of the charge, when it is not said. */
  amount?: number | undefined;
  /** A bank that only asks: no money is withdrawn. */
  isInquiry?: boolean;
};

/** A customer disputes a payment at their bank, which takes the money back until the dispute is decided. */
export function disputeCharge(context: StandInContext, { isInquiry = false, ...input }: DisputeInput): Dispute {
  const { store } = context;
  const charge = findCharge(context, input);
  const amount = input.amount ?? charge.amount - charge.amount_refunded;
  const { currency, payment_intent } = charge;
  const dispute = store.add('dispute', {
    ...{
      amount,
      currency,
      charge: charge.id,
      payment_intent,
      reason: 'fraudulent',
      metadata: {},
      balance_transactions: [],
    },
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
  });
  charge.disputed = true;
  if (!isInquiry) bookDispute(context, dispute, -amount, FEE_CENTS);
  context.tell('charge.dispute.created', 'dispute', dispute);
  if (!isInquiry) context.tell('charge.dispute.funds_withdrawn', 'dispute', dispute);
  return dispute;
}

export function closeDispute(context: StandInContext, id: string, outcome: 'won' | 'lost'): Dispute {
  const dispute = context.store.find('dispute', id);
  if (!dispute) throw missing('dispute', id);
  if (['won', 'lost', 'warning_closed'].includes(dispute.status)) throw invalid(`This dispute is ${dispute.status}.`);
  const isInquiry = dispute.status === 'warning_needs_response';
  dispute.status = isInquiry ? 'warning_closed' : outcome;
  if (dispute.status === 'won') {
    bookDispute(context, dispute, dispute.amount, 0);
    context.tell('charge.dispute.funds_reinstated', 'dispute', dispute);
  }
  context.tell('charge.dispute.closed', 'dispute', dispute);
  return dispute;
}

function bookDispute(context: StandInContext, dispute: Dispute, amount: number, fee: number): void {
  const { id, currency } = dispute;
  const category = amount < 0 ? 'dispute' : 'dispute_reversal';
  const booked = book(context, { amount, currency, fee, type: 'adjustment', reporting_category: category, source: id });
  dispute.balance_transactions.push(booked);
}
