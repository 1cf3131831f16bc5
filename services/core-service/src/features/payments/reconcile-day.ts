import type { ReconciliationDifference } from '@smart-ai-hub/contracts';
import { type StripeLine, compareBooks } from './compare-books.ts';
import type { PaymentProvider } from './payment-provider.ts';
import { type BalanceOfDay, readBalanceLines } from './read-balance-lines.ts';
import { readPaymentId, readStripePayment } from './read-stripe-payment.ts';
import type { ReconciliationsRepository } from './reconciliations.repository.ts';
import { type SyncPaymentDeps, syncPayment } from './sync-payment.ts';

export type ReconcileDeps = SyncPaymentDeps & { reconciliations: ReconciliationsRepository };

const DAY_MS = 86_400_000;
/** Stripe books some lines a little later than the events of them. */
const SETTLING_MS = 3 * 3_600_000;

/** The last day of UTC that is over for long enough. */
export const dayToReconcile = (now: Date): Date =>
  new Date(Math.floor((now.getTime() - SETTLING_MS) / DAY_MS) * DAY_MS - DAY_MS);

/**
 * Compares a day of Stripe's balance with our payments. What differs is first mended the ordinary way, by reading the payment from
 * Stripe anew; what still differs is kept for a person. Answers undefined when another replica does it, or did.
 */
export async function reconcileDay(
  deps: ReconcileDeps,
  provider: PaymentProvider,
  day: Date,
): Promise<ReconciliationDifference[] | undefined> {
  const { reconciliations, paymentMetrics, logger } = deps;
  if (!(await reconciliations.begin(day))) return undefined;
  try {
    const { lines, totals } = await readDay(deps, provider, day);
    const differences = [
      ...(await compare(deps, provider, lines)),
      ...(await findUncharged(deps, provider, day, lines)),
    ];
    await reconciliations.finish(day, { lines: lines.length, totals, differences });
    paymentMetrics.differences.set(differences.length);
    for (const difference of differences)
      logger.error({ ...difference }, 'the books of Stripe say something else than ours');
    return differences;
  } catch (error) {
    await reconciliations.fail(day, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

function readDay({ payments }: ReconcileDeps, { stripe }: PaymentProvider, day: Date): Promise<BalanceOfDay> {
  const to = new Date(day.getTime() + DAY_MS);
  return readBalanceLines(stripe, { from: day, to }, async (paymentIntentId) => {
    const known = await payments.findPayment({ paymentIntentId });
    return known?.id ?? readPaymentId(stripe, paymentIntentId);
  });
}

async function compare(
  deps: ReconcileDeps,
  provider: PaymentProvider,
  lines: StripeLine[],
): Promise<ReconciliationDifference[]> {
  const ids = [...new Set(lines.map(({ paymentId }) => paymentId))];
  const first = compareBooks(lines, await deps.reconciliations.findPayments(ids));
  for (const paymentId of new Set(first.map((difference) => difference.paymentId))) {
    const payment = await deps.payments.findPayment({ paymentId });
    if (payment) await syncPayment(deps, provider, payment);
  }
  return first.length === 0 ? [] : compareBooks(lines, await deps.reconciliations.findPayments(ids));
}

/** What we credited, and Stripe has no money of. */
async function findUncharged(
  { reconciliations }: ReconcileDeps,
  { stripe }: PaymentProvider,
  day: Date,
  lines: StripeLine[],
): Promise<ReconciliationDifference[]> {
  const charged = new Set(lines.filter(({ kind }) => kind === 'charge').map(({ paymentId }) => paymentId));
  const credited = await reconciliations.listCredited(day, new Date(day.getTime() + DAY_MS));
  const differences: ReconciliationDifference[] = [];
  for (const { id, paymentIntentId } of credited.filter((payment) => !charged.has(payment.id))) {
    // The charge may be of the day before: the intent itself tells.
    const found = paymentIntentId === null ? undefined : await readStripePayment(stripe, { paymentIntentId });
    if (found?.isPaid) continue;
    differences.push({ kind: 'not_at_stripe', id, paymentId: id, detail: 'Credited, but Stripe has no charge of it.' });
  }
  return differences;
}
