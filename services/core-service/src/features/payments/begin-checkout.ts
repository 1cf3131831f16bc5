import { AppError, type CreditPackage, type Identity, type PackageId, creditPackages } from '@smart-ai-hub/contracts';
import type Stripe from 'stripe';
import { type PaymentProvider, requireProvider } from './payment-provider.ts';
import type { PaymentsRepository } from './payments.repository.ts';
import { withCustomer } from './require-customer.ts';
import type { StripeCustomersRepository } from './stripe-customers.repository.ts';
import { askStripe } from './stripe-failure.ts';

export type BeginCheckoutDeps = {
  provider: PaymentProvider | undefined;
  payments: PaymentsRepository;
  stripeCustomers: StripeCustomersRepository;
  /** Where people come back to, without a slash at the end. */
  frontendUrl: string;
};

/**
 * Opens a payment and the page at Stripe where it is paid. The payment is written first and named in everything that Stripe keeps, so
 * that an event finds it whatever dies in between.
 * @throws AppError payments_unavailable, dependency_unavailable
 */
export async function beginCheckout(
  deps: BeginCheckoutDeps,
  identity: Identity,
  { packageId, saveCard }: { packageId: PackageId; saveCard: boolean },
): Promise<{ sessionId: string; url: string }> {
  const provider = requireProvider(deps.provider);
  const creditPackage = creditPackages[packageId];
  const { accountId, userId } = identity;
  const { livemode } = provider;
  const paymentId = await deps.payments.openPayment({ accountId, userId, creditPackage, livemode });
  try {
    const session = await withCustomer(deps, provider, identity, (customer, attempt) =>
      provider.stripe.checkout.sessions.create(
        describeSession(deps, { provider, paymentId, accountId, customer, creditPackage, saveCard }),
        { idempotencyKey: `${paymentId}-${attempt}` },
      ),
    );
    await requirePrice(provider, session, creditPackage);
    await deps.payments.noteSession(paymentId, session.id);
    return { sessionId: session.id, url: session.url ?? '' };
  } catch (error) {
    await deps.payments.end(paymentId, 'failed');
    throw error;
  }
}

type SessionOf = {
  provider: PaymentProvider;
  paymentId: string;
  accountId: string;
  customer: string;
  creditPackage: CreditPackage;
  saveCard: boolean;
};

function describeSession(
  { frontendUrl }: BeginCheckoutDeps,
  { provider, paymentId, accountId, customer, creditPackage, saveCard }: SessionOf,
): Stripe.Checkout.SessionCreateParams {
  const { id, name, credits, priceCents } = creditPackage;
  const title = `${name}: ${credits.toLocaleString('en-US')} credits`;
  const metadata = { paymentId, accountId, packageId: id };
  const price = provider.priceIds[id];
  return {
    mode: 'payment',
    customer,
    customer_update: { name: 'auto', address: 'auto' },
    client_reference_id: accountId,
    line_items: [
      price === undefined
        ? { quantity: 1, price_data: { currency: 'usd', unit_amount: priceCents, product_data: { name: title } } }
        : { quantity: 1, price },
    ],
    metadata,
    payment_intent_data: { metadata, description: title, ...(saveCard && { setup_future_usage: 'off_session' }) },
    invoice_creation: { enabled: true },
    success_url: `${frontendUrl}/payment/success?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${frontendUrl}/payment/cancel`,
  };
}

/** A price id of the configuration may lead to another amount than the package costs: nobody is to pay that. */
async function requirePrice(
  { stripe }: PaymentProvider,
  session: Stripe.Checkout.Session,
  { id, priceCents }: CreditPackage,
): Promise<void> {
  if (session.amount_total === priceCents && session.currency === 'usd') return;
  await askStripe(() => stripe.checkout.sessions.expire(session.id));
  throw new AppError('internal', {
    detail: 'This package cannot be bought just now: its price is not set up right. It has been logged.',
    internal: { packageId: id, priceCents, stripeAmount: session.amount_total, stripeCurrency: session.currency },
  });
}
