import { microsToCredits } from '@smart-ai-hub/contracts';

const LOCALE = 'en-US';
const CREDITS_PER_US_DOLLAR = 10;

const creditFormat = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 6 });
const signedCreditFormat = new Intl.NumberFormat(LOCALE, {
  minimumFractionDigits: 6,
  maximumFractionDigits: 6,
  signDisplay: 'exceptZero',
});
const alignedCreditFormat = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 6, maximumFractionDigits: 6 });
const numberFormat = new Intl.NumberFormat(LOCALE);
const compactFormat = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 2 });
const dollarFormat = new Intl.NumberFormat(LOCALE, { style: 'currency', currency: 'USD', maximumFractionDigits: 2 });
const exactDollarFormat = new Intl.NumberFormat(LOCALE, {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 7,
});
const dayFormat = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });

/** Typographic minus: as wide as the plus and the digits, so columns of signed amounts line up. */
const withMinus = (text: string): string => text.replace('-', '−');

/** Credits exactly as they are: never rounded (6 decimals are all there can be), at least two decimals, e.g. `9.9988`. */
export function formatCredits(credits: number): string {
  return withMinus(creditFormat.format(credits));
}

/** With all six decimals, for columns: the decimal points line up. */
export function formatAlignedCredits(credits: number): string {
  return withMinus(alignedCreditFormat.format(credits));
}

/** As `formatAlignedCredits` with a sign: `+10.000000`, `−0.001200`, and `0.000000` for nothing. */
export function formatSignedCredits(credits: number): string {
  return withMinus(signedCreditFormat.format(credits));
}

/** Micro-credits as the stream tells them, in a decimal string, exactly. */
export function formatMicros(costMicros: string): string {
  return formatCredits(microsToCredits(BigInt(costMicros)));
}

/** What credits are worth, for orientation only. */
export function formatDollars(credits: number): string {
  return withMinus(dollarFormat.format(credits / CREDITS_PER_US_DOLLAR));
}

/** A price in US dollars exactly as it is, e.g. `$0.0125`: a list price must not be rounded. */
export function formatDollarPrice(credits: number): string {
  return exactDollarFormat.format(credits / CREDITS_PER_US_DOLLAR);
}

export function formatCount(count: number): string {
  return numberFormat.format(count);
}

/** `200K`, `1M`: for context sizes. */
export function formatCompact(count: number): string {
  return compactFormat.format(count);
}

export function formatDateTime(iso: string): string {
  return dayFormat.format(new Date(iso));
}

export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
