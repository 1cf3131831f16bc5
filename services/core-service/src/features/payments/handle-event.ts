import type { PaymentModel } from '@smart-ai-hub/database';
import { isHandled } from './event-facts.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { readPaymentId } from './read-stripe-payment.ts';
import type { StripeCustomersRepository } from './stripe-customers.repository.ts';
import type { ClaimedEvent, EventEnd, StripeEventsRepository } from './stripe-events.repository.ts';
import { type SyncPaymentDeps, needsPerson, syncPayment } from './sync-payment.ts';

export type HandleEventDeps = SyncPaymentDeps & {
  provider: PaymentProvider;
  stripeEvents: StripeEventsRepository;
  stripeCustomers: StripeCustomersRepository;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** After how long a failed attempt is followed by the next; after the last one somebody has to look. A little more than three days. */
const DELAYS_MS = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  3 * HOUR,
  12 * HOUR,
  24 * HOUR,
  36 * HOUR,
];

/** Handles an event that was claimed, and writes down what came of it. Never throws for what the event is about. */
export async function handleEvent(deps: HandleEventDeps, event: ClaimedEvent): Promise<void> {
  const { stripeEvents, paymentMetrics, logger } = deps;
  const { id, type, attempts } = event;
  const label = isHandled(type) ? type : 'other';
  try {
    const { state, outcome } = await actOn(deps, event);
    await stripeEvents.end(id, state, outcome);
    paymentMetrics.events.inc({ type: label, outcome: state });
  } catch (error) {
    const delayMs = DELAYS_MS[attempts - 1];
    logger.warn({ err: error, eventId: id, type, attempts }, 'an event of Stripe could not be handled');
    paymentMetrics.events.inc({ type: label, outcome: delayMs === undefined ? 'failed' : 'postponed' });
    if (delayMs === undefined) await stripeEvents.end(id, 'failed', 'gave_up');
    else await stripeEvents.postpone(id, delayMs, 'error');
  }
}

async function actOn(deps: HandleEventDeps, event: ClaimedEvent): Promise<{ state: EventEnd; outcome: string }> {
  const { type, facts } = event;
  if (!isHandled(type)) return { state: 'ignored', outcome: 'not_handled' };
  if (type === 'customer.deleted') {
    if (facts.customerId !== undefined) await deps.stripeCustomers.forgetCustomer(facts.customerId);
    return { state: 'done', outcome: 'customer_forgotten' };
  }
  const payment = await findPayment(deps, event);
  // A person who writes events by hand may tell of a refund before the payment: Stripe itself always knows whose it is.
  if (!payment && deps.provider.isStandIn && facts.reversal)
    throw new Error(`nothing is known yet of ${facts.paymentIntentId}`);
  if (!payment) return { state: 'ignored', outcome: 'not_ours' };
  const outcome = await syncPayment(deps, deps.provider, payment, facts);
  return { state: needsPerson(outcome) ? 'failed' : 'done', outcome };
}

/** A Stripe account may serve other shops as well: what names no payment of this hub is none of its business. */
async function findPayment(
  { payments, provider }: HandleEventDeps,
  { facts }: ClaimedEvent,
): Promise<PaymentModel | undefined> {
  const known = await payments.findPayment(facts);
  if (known || facts.paymentIntentId === undefined) return known;
  const paymentId = await readPaymentId(provider.stripe, facts.paymentIntentId);
  return paymentId === undefined ? undefined : payments.findPayment({ paymentId });
}
