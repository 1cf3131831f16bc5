import { type ChargeTopUpDeps, chargeTopUp } from './charge-top-up.ts';
import type { PaymentProvider } from './payment-provider.ts';

const AT_ONCE = 20;

/**
 * Buys for every account that runs low and has agreed to it. A payment that is begun and not charged, since its process died or Stripe
 * did not answer, is charged by the look at pending payments.
 */
export async function runTopUps(deps: ChargeTopUpDeps, provider: PaymentProvider): Promise<void> {
  const begun = await deps.autoTopUps.begin(provider.livemode, AT_ONCE);
  for (const { paymentId, accountId } of begun) {
    const payment = await deps.payments.findPayment({ paymentId });
    try {
      if (payment) await chargeTopUp(deps, provider, payment);
    } catch (error) {
      deps.logger.warn(
        { err: error, paymentId, accountId },
        'an automatic top-up could not be charged; it is tried again',
      );
    }
  }
}
