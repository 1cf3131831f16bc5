import { creditPackages, packageIdSchema } from '@smart-ai-hub/contracts';
import type { PaymentModel } from '@smart-ai-hub/database';
import Stripe from 'stripe';
import type { AutoTopUpsRepository } from './auto-top-ups.repository.ts';
import type { PaymentProvider } from './payment-provider.ts';
import type { StripeCustomersRepository } from './stripe-customers.repository.ts';
import { askStripe, isMissing } from './stripe-failure.ts';
import { type SyncPaymentDeps, syncPayment } from './sync-payment.ts';

export type ChargeTopUpDeps = SyncPaymentDeps & {
  autoTopUps: AutoTopUpsRepository;
  stripeCustomers: StripeCustomersRepository;
};

type Card = { customer: string; paymentMethod: string };

/** The way to pay that the account kept last; undefined for none. */
export async function findKeptCard(
  { stripeCustomers }: Pick<ChargeTopUpDeps, 'stripeCustomers'>,
  { stripe }: PaymentProvider,
  accountId: string,
): Promise<Card | undefined> {
  const customer = (await stripeCustomers.findCustomer(accountId))?.customerId ?? undefined;
  if (customer === undefined) return undefined;
  try {
    const { data } = await askStripe(() => stripe.customers.listPaymentMethods(customer, { limit: 1 }));
    return data[0] && { customer, paymentMethod: data[0].id };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Charges a payment that was begun by the rule of its account. The same payment may be charged any number of times: Stripe knows it by
 * its idempotency key. What the bank refuses ends the payment and pauses the rule; its owner is told there.
 * @throws AppError dependency_unavailable: nothing is known, and it is charged again later
 */
export async function chargeTopUp(
  deps: ChargeTopUpDeps,
  provider: PaymentProvider,
  payment: PaymentModel,
): Promise<void> {
  const { id: paymentId, accountId } = payment;
  const card = await findKeptCard(deps, provider, accountId);
  if (card === undefined) return giveUp(deps, payment, 'No card is kept any more.');
  try {
    const intent = await askStripe(() => createIntent(provider, payment, card));
    await syncPayment(deps, provider, payment, { paymentIntentId: intent.id });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return giveUp(deps, payment, error.message);
    if (isMissing(error)) return giveUp(deps, payment, 'The card is kept no longer.');
    throw error;
  }
  deps.logger.info({ paymentId, accountId }, 'an account was topped up as its owner agreed');
}

function createIntent({ stripe }: PaymentProvider, payment: PaymentModel, card: Card): Promise<Stripe.PaymentIntent> {
  const { id: paymentId, accountId, packageId, amountCents, currency } = payment;
  const { name, credits } = creditPackages[packageIdSchema.parse(packageId)];
  return stripe.paymentIntents.create(
    {
      amount: amountCents,
      currency,
      customer: card.customer,
      payment_method: card.paymentMethod,
      off_session: true,
      confirm: true,
      description: `${name}: ${credits.toLocaleString('en-US')} credits, automatic top-up`,
      metadata: { paymentId, accountId, packageId },
    },
    { idempotencyKey: paymentId },
  );
}

async function giveUp(deps: ChargeTopUpDeps, { id, accountId }: PaymentModel, reason: string): Promise<void> {
  // In this order: once no payment is pending, the next one might begin.
  await deps.autoTopUps.pause(accountId, `The last automatic top-up failed: ${reason}`);
  await deps.payments.end(id, 'failed');
  deps.logger.warn({ paymentId: id, accountId }, 'an automatic top-up failed and is paused');
}
