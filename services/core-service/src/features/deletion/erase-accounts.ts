import type { Logger } from '@smart-ai-hub/service-kit';
import type { PaymentProvider } from '../payments/payment-provider.ts';
import { askStripe, isMissing } from '../payments/stripe-failure.ts';
import type { StripeCustomersRepository } from '../payments/stripe-customers.repository.ts';
import { type SyncPaymentDeps, syncPayment } from '../payments/sync-payment.ts';
import type { ClosuresRepository } from './closures.repository.ts';

export type EraseDeps = SyncPaymentDeps & {
  closures: ClosuresRepository;
  stripeCustomers: StripeCustomersRepository;
  provider: PaymentProvider | undefined;
  logger: Logger;
};

const ACCOUNTS_AT_ONCE = 50;
const ROWS_AT_ONCE = 500;

/**
 * Goes on with deleting what closed accounts owned; answers how many rows that were. Each step can be made again, by any replica: what
 * Stripe does not answer now, it is asked in the next round.
 */
export async function eraseAccounts(deps: EraseDeps, untilMs: number): Promise<number> {
  let deleted = 0;
  for (const accountId of await deps.closures.listUnfinished(ACCOUNTS_AT_ONCE)) {
    if (Date.now() >= untilMs) break;
    try {
      if (deps.provider) await leaveStripe(deps, deps.provider, accountId);
      deleted += await eraseRows(deps, accountId, untilMs);
    } catch (err) {
      deps.logger.warn({ accountId, err }, 'a deleted account could not be erased; it is tried again');
    }
  }
  return deleted;
}

async function eraseRows({ closures, logger }: EraseDeps, accountId: string, untilMs: number): Promise<number> {
  for (let deleted = 0; ;) {
    const step = await closures.erase(accountId, ROWS_AT_ONCE);
    deleted += step.deleted;
    if (step.isDone) logger.info({ accountId }, 'a deleted account is erased');
    if (step.isDone || step.deleted === 0 || Date.now() >= untilMs) return deleted;
  }
}

/** Open purchases end, then the customer is deleted at Stripe. What Stripe has to keep by law it keeps by itself. */
async function leaveStripe(deps: EraseDeps, provider: PaymentProvider, accountId: string): Promise<void> {
  for (const payment of await deps.payments.listPending(accountId)) {
    const { sessionId } = payment;
    // One that is paid, or over, cannot be ended: what it is, is read after it.
    if (sessionId) await provider.stripe.checkout.sessions.expire(sessionId).catch(() => undefined);
    await syncPayment(deps, provider, payment);
  }
  const known = await deps.stripeCustomers.findCustomer(accountId);
  if (known === undefined) return;
  const { customerId } = known;
  if (customerId !== null) {
    await askStripe(() => provider.stripe.customers.del(customerId)).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }
  await deps.stripeCustomers.removeCustomer(accountId);
}
