import { repeat } from '@smart-ai-hub/service-kit';
import type { EventWorker } from './event-worker.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { type SyncPaymentDeps, syncPayment } from './sync-payment.ts';

export type RunningPayments = { stop(): Promise<void> };

export type StartPaymentsDeps = SyncPaymentDeps & {
  provider: PaymentProvider | undefined;
  eventWorker: EventWorker | undefined;
};

const LOOK_MS = 1_000;
const CHECK_MS = 30_000;
const COLLECT_MS = 5_000;
const BATCH = 50;

/**
 * What goes on without anybody asking: events that were not handled at once, payments that no event told of, debts that can be paid.
 * Every replica does it all, and none of it twice.
 */
export function startPayments(deps: StartPaymentsDeps, lookMs = LOOK_MS): RunningPayments {
  const { provider, eventWorker, payments, logger } = deps;
  const onError = (error: unknown) => logger.warn({ err: error }, 'looking after payments failed; it is tried again');
  const repetitions = [repeat(async () => void (await payments.collectDebts(BATCH)), COLLECT_MS, onError)];
  if (provider && eventWorker) {
    repetitions.push(repeat(() => eventWorker.handleDue(), lookMs, onError));
    repetitions.push(repeat(() => checkPending(deps, provider), CHECK_MS, onError));
  }
  return {
    async stop() {
      for (const repetition of repetitions) repetition.stop();
      await eventWorker?.settled();
    },
  };
}

/** Asks Stripe about payments that no event has told of. */
export async function checkPending(deps: SyncPaymentDeps, provider: PaymentProvider): Promise<void> {
  for (const payment of await deps.payments.takeDueChecks(BATCH)) await syncPayment(deps, provider, payment);
}
