import type { Identity } from '@smart-ai-hub/contracts';
import type { PaymentProvider } from './payment-provider.ts';
import type { StripeCustomersRepository } from './stripe-customers.repository.ts';
import { askStripe, isMissing } from './stripe-failure.ts';

type Deps = { stripeCustomers: StripeCustomersRepository };

/**
 * Stripe's customer of the account, made at its first purchase: however many ask at once, it is one. With the e-mail of its owner, the
 * payment page asks for none, and receipts arrive.
 */
async function requireCustomer(deps: Deps, { stripe }: PaymentProvider, { accountId }: Identity): Promise<string> {
  const known = await deps.stripeCustomers.findCustomer(accountId);
  if (known?.customerId) return known.customerId;
  const idempotencyKey = `customer-${accountId}-${known?.generation ?? 0}`;
  const email = await deps.stripeCustomers.findEmail(accountId);
  const customer = await askStripe(() =>
    stripe.customers.create(
      { description: accountId, metadata: { accountId }, ...(email !== undefined && { email }) },
      { idempotencyKey },
    ),
  );
  return deps.stripeCustomers.noteCustomer(accountId, customer.id);
}

/**
 * Does something for the account's customer. A customer that was deleted at Stripe, of which we have not heard yet, is made anew, once.
 * `attempt` tells the second try from the first: Stripe wants another idempotency key for it.
 */
export async function withCustomer<T>(
  deps: Deps,
  provider: PaymentProvider,
  identity: Identity,
  act: (customerId: string, attempt: number) => Promise<T>,
): Promise<T> {
  const customerId = await requireCustomer(deps, provider, identity);
  try {
    return await askStripe(() => act(customerId, 1));
  } catch (error) {
    if (!isMissing(error, 'customer')) throw error;
    await deps.stripeCustomers.forgetCustomer(customerId);
    const renewed = await requireCustomer(deps, provider, identity);
    return askStripe(() => act(renewed, 2));
  }
}
