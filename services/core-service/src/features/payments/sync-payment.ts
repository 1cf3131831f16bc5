import type { PaymentModel } from '@smart-ai-hub/database';
import type { CreditPaymentOutcome } from '@smart-ai-hub/ledger';
import type { Logger } from '@smart-ai-hub/service-kit';
import type { EventFacts } from './event-facts.ts';
import type { PaymentMetrics } from './payment-metrics.ts';
import type { PaymentProvider } from './payment-provider.ts';
import type { PaymentsRepository } from './payments.repository.ts';
import { type StripePayment, readStripePayment } from './read-stripe-payment.ts';

export type SyncPaymentDeps = { payments: PaymentsRepository; logger: Logger; paymentMetrics: PaymentMetrics };

/** `unpaid`: nothing to credit yet. All but the first four need a person. */
export type SyncOutcome = CreditPaymentOutcome | 'unpaid' | 'ended' | 'reversal_conflict';

const FINE: readonly SyncOutcome[] = ['credited', 'already', 'unpaid', 'ended'];
export const needsPerson = (outcome: SyncOutcome): boolean => !FINE.includes(outcome);

/**
 * Brings a payment to what Stripe says of it now, whole: whether it is paid, its refunds, its disputes. Whatever made us look, in
 * whatever order, any number of times, the ledger ends the same. `told` is what a signed event says; only of the stand-in it is believed.
 * @throws AppError dependency_unavailable
 */
export async function syncPayment(
  deps: SyncPaymentDeps,
  { stripe, livemode, isStandIn }: PaymentProvider,
  payment: PaymentModel,
  told: EventFacts = {},
): Promise<SyncOutcome> {
  const sessionId = payment.sessionId ?? told.sessionId;
  const paymentIntentId = payment.paymentIntentId ?? told.paymentIntentId;
  const read = await readStripePayment(stripe, { sessionId, paymentIntentId });
  const facts = isStandIn ? believing(read, told) : read;
  const outcome = await applyState(deps, payment.id, livemode, facts);
  const reversed = await applyReversals(deps, payment.id, facts);
  const result = needsPerson(outcome) ? outcome : (reversed ?? outcome);
  if (result === 'credited') deps.paymentMetrics.credited.inc({ package: payment.packageId });
  if (!needsPerson(result)) return result;
  deps.paymentMetrics.problems.inc({ problem: result });
  deps.logger.error({ paymentId: payment.id, problem: result }, 'a payment needs to be looked at');
  return result;
}

/** What the event says, and of the rest what the stand-in says: both only ever add to what has happened. */
function believing(read: StripePayment, told: EventFacts): StripePayment {
  const { reversal } = told;
  const known = new Set(read.reversals.map(({ id }) => id));
  const isPaid = read.isPaid || told.isPaid === true;
  return {
    ...read,
    isPaid,
    sessionId: read.sessionId ?? told.sessionId,
    paymentIntentId: read.paymentIntentId ?? told.paymentIntentId,
    end: isPaid ? undefined : (read.end ?? told.end),
    amountCents: told.amountCents ?? read.amountCents,
    currency: told.currency ?? read.currency,
    reversals:
      reversal === undefined || known.has(reversal.id)
        ? read.reversals
        : [...read.reversals, { ...reversal, occurredAt: new Date(reversal.occurredAt * 1_000) }],
  };
}

async function applyState(
  { payments }: SyncPaymentDeps,
  paymentId: string,
  livemode: boolean,
  facts: StripePayment,
): Promise<SyncOutcome> {
  const { isPaid, end, sessionId, paymentIntentId, amountCents = 0, currency = '', invoiceId, receiptUrl } = facts;
  if (isPaid) {
    const ids = { paymentId, sessionId, paymentIntentId, invoiceId, receiptUrl };
    return payments.credit({ ...ids, amountCents, currency, livemode });
  }
  if (end === undefined) return 'unpaid';
  await payments.end(paymentId, end);
  return 'ended';
}

async function applyReversals(
  { payments }: SyncPaymentDeps,
  paymentId: string,
  { reversals }: StripePayment,
): Promise<'reversal_conflict' | undefined> {
  let conflict: 'reversal_conflict' | undefined;
  for (const { id, ...reversal } of reversals) {
    const outcome = await payments.reverse({ paymentId, reversalId: id, ...reversal });
    if (outcome !== 'noted' && outcome !== 'already') conflict = 'reversal_conflict';
  }
  return conflict;
}
