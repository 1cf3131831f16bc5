import type Stripe from 'stripe';
import type { StripeLine } from './compare-books.ts';
import { askStripe } from './stripe-failure.ts';

export type BalanceTotals = { chargedCents: number; refundedCents: number; disputedCents: number; feeCents: number };
export type BalanceOfDay = { lines: StripeLine[]; totals: BalanceTotals };

const PAGE = 100;
const REVERSED = ['failed', 'canceled', 'won', 'prevented', 'warning_closed'];

type Source = { id: string; object: string; status?: string | null; payment_intent?: string | { id: string } | null };
type Described = { kind: StripeLine['kind']; id: string; paymentIntentId: string; isUndone: boolean };

/** The lines of a day of Stripe's balance that are payments of this hub. Other shops on the same Stripe account are left out. */
export async function readBalanceLines(
  stripe: Stripe,
  { from, to }: { from: Date; to: Date },
  findPaymentId: (paymentIntentId: string) => Promise<string | undefined>,
): Promise<BalanceOfDay> {
  const lines: StripeLine[] = [];
  const totals: BalanceTotals = { chargedCents: 0, refundedCents: 0, disputedCents: 0, feeCents: 0 };
  for await (const booked of listBooked(stripe, from, to)) {
    const described = describe(booked.source as Source | string | null);
    const paymentId = described && (await findPaymentId(described.paymentIntentId));
    if (!described || paymentId === undefined) continue;
    const { kind, id, isUndone } = described;
    lines.push({ kind, id, paymentId, cents: booked.amount, isUndone });
    totals.feeCents += booked.fee;
    if (kind === 'charge') totals.chargedCents += booked.amount;
    if (kind === 'refund') totals.refundedCents -= booked.amount;
    if (kind === 'dispute') totals.disputedCents -= booked.amount;
  }
  return { lines, totals };
}

async function* listBooked(stripe: Stripe, from: Date, to: Date): AsyncGenerator<Stripe.BalanceTransaction> {
  const seconds = (date: Date) => Math.floor(date.getTime() / 1_000);
  const query = { created: { gte: seconds(from), lt: seconds(to) }, limit: PAGE, expand: ['data.source'] };
  let after: string | undefined;
  for (;;) {
    const params = after === undefined ? query : { ...query, starting_after: after };
    const page = await askStripe(() => stripe.balanceTransactions.list(params));
    yield* page.data;
    after = page.data.at(-1)?.id;
    if (!page.has_more || after === undefined) return;
  }
}

function describe(source: Source | string | null): Described | undefined {
  if (source === null || typeof source === 'string') return undefined;
  const { id, object, status, payment_intent: intent } = source;
  const kind = object === 'charge' || object === 'refund' || object === 'dispute' ? object : undefined;
  const paymentIntentId = typeof intent === 'string' ? intent : intent?.id;
  if (kind === undefined || paymentIntentId === undefined) return undefined;
  return { kind, id, paymentIntentId, isUndone: kind !== 'charge' && REVERSED.includes(status ?? '') };
}
