import { repeat } from '@smart-ai-hub/service-kit';
import { type ChargeTopUpDeps, chargeTopUp } from './charge-top-up.ts';
import type { EventWorker } from './event-worker.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { type ReconcileDeps, dayToReconcile, reconcileDay } from './reconcile-day.ts';
import { runTopUps } from './run-top-ups.ts';
import { syncPayment } from './sync-payment.ts';

export type RunningPayments = { stop(): Promise<void> };

export type StartPaymentsDeps = ChargeTopUpDeps &
  ReconcileDeps & {
    provider: PaymentProvider | undefined;
    eventWorker: EventWorker | undefined;
  };

const LOOK_MS = 1_000;
const CHECK_MS = 30_000;
const COLLECT_MS = 5_000;
const TOP_UP_MS = 10_000;
const RECONCILE_MS = 600_000;
const BATCH = 50;

/**
 * What goes on without anybody asking: events that were not handled at once, payments that no event told of, debts
 * that can be paid, accounts that want to be topped up, and once a day the comparison with Stripe's books.
 * Every replica does it all, and none of it twice.
 */
export function startPayments(deps: StartPaymentsDeps, lookMs = LOOK_MS): RunningPayments {
  const { provider, eventWorker, payments, logger } = deps;
  const onError = (error: unknown) => logger.warn({ err: error }, 'looking after payments failed; it is tried again');
  const repetitions = [repeat(async () => void (await payments.collectDebts(BATCH)), COLLECT_MS, onError)];
  if (provider && eventWorker) {
    repetitions.push(repeat(() => eventWorker.handleDue(), lookMs, onError));
    repetitions.push(repeat(() => checkPending(deps, provider), CHECK_MS, onError));
    repetitions.push(repeat(() => runTopUps(deps, provider), TOP_UP_MS, onError));
    const reconcile = async () => void (await reconcileDay(deps, provider, dayToReconcile(new Date())));
    repetitions.push(repeat(reconcile, RECONCILE_MS, onError));
  }
  return {
    async stop() {
      for (const repetition of repetitions) repetition.stop();
      await eventWorker?.settled();
    },
  };
}

/** Asks Stripe about payments that no event has told of. */
export async function checkPending(deps: ChargeTopUpDeps, provider: PaymentProvider): Promise<void> {
  for (const payment of await deps.payments.takeDueChecks(BATCH)) {
    const isUncharged = payment.source === 'auto_top_up' && payment.paymentIntentId === null;
    if (isUncharged) await chargeTopUp(deps, provider, payment);
    else await syncPayment(deps, provider, payment);
  }
}
