import type { Identity } from '@smart-ai-hub/contracts';
import type { BeginCheckoutDeps } from './begin-checkout.ts';
import { requireProvider } from './payment-provider.ts';
import { withCustomer } from './require-customer.ts';

/**
 * Stripe's page with the invoices and the cards of the account.
 * @throws AppError payments_unavailable, dependency_unavailable
 */
export async function openPortal(deps: BeginCheckoutDeps, identity: Identity): Promise<{ url: string }> {
  const provider = requireProvider(deps.provider);
  const { url } = await withCustomer(deps, provider, identity, (customer) =>
    provider.stripe.billingPortal.sessions.create({ customer, return_url: `${deps.frontendUrl}/credits` }),
  );
  return { url };
}
