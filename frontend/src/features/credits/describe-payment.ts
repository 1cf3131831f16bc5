import type { Payment } from '@smart-ai-hub/contracts';
import { formatCount, formatCredits, formatPrice } from '../../shared/ui/format.ts';

const LIST_PRICE_DOLLARS = 0.1;

/** How much less a package costs than its credits one by one, e.g. `20%`; undefined where it is no less. */
export function savingOf(credits: number, price: number): string | undefined {
  const percent = Math.round((1 - price / (credits * LIST_PRICE_DOLLARS)) * 100);
  return percent > 0 ? `${percent}%` : undefined;
}

/** What a package leaves to an account that owes something; undefined where nothing is owed. */
export function describeDebtAfter(credits: number, debt: number): string | undefined {
  if (debt <= 0) return undefined;
  if (credits < debt) return `${formatCredits(debt - credits)} are owed after it`;
  return `${formatCredits(credits - debt)} are yours after the debt`;
}

/** What became of a payment beyond its state, in a line; undefined where the state says it all. */
export function describePayment({ state, refunded, price, creditsReversed }: Payment): string | undefined {
  if (state === 'pending') return 'The money has not come yet. With a bank debit that takes some days.';
  if (state === 'failed') return 'The bank refused it. Nothing was taken.';
  if (state === 'expired') return 'The payment page was left alone. Nothing was taken.';
  if (creditsReversed === 0) return undefined;
  const paidBack = refunded > 0 ? `${formatPrice(refunded)} of ${formatPrice(price)} paid back; ` : '';
  const text = `${paidBack}${formatCredits(creditsReversed)} credits went back.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1,000 credits`, for headings and rows. */
export const creditsOf = ({ credits }: Pick<Payment, 'credits'>): string =>
  `${formatCount(credits)} ${credits === 1 ? 'credit' : 'credits'}`;
