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
const timeFormat = new Intl.DateTimeFormat(LOCALE, { timeStyle: 'medium' });
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

/** US dollars with cents: what is paid. */
export function formatPrice(price: number): string {
  return dollarFormat.format(price);
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

const axisFormat = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumSignificantDigits: 3 });

/** `0.0025`, `12.5K`: beside an axis, where there is room for a few digits of whatever size. */
export function formatAxis(value: number): string {
  return withMinus(axisFormat.format(value));
}

export function formatDateTime(iso: string): string {
  return dayFormat.format(new Date(iso));
}

const calendarDayFormat = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' });

/** `Nov 26, 2026` of `2026-11-26`: a day of UTC. */
export function formatDay(day: string): string {
  return calendarDayFormat.format(new Date(day));
}

const monthFormat = new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `November 2026` of `2026-11`. */
export function formatMonth(month: string): string {
  return monthFormat.format(new Date(month));
}

/** The time of day alone, for what has just happened. */
export function formatTime(iso: string): string {
  return timeFormat.format(new Date(iso));
}

const SPANS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** How long something lasts, in its largest unit: `3 hours`. */
export function formatSpan(milliseconds: number): string {
  const span = SPANS.find(({ ms }) => milliseconds >= ms);
  if (span === undefined) return 'less than a minute';
  const count = Math.floor(milliseconds / span.ms);
  return `${formatCount(count)} ${span.unit}${count === 1 ? '' : 's'}`;
}

const percentFormat = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });

/** A share of one as a percentage, rounded down: `99.9%` is never shown as `100%`. */
export function formatShare(share: number): string {
  return percentFormat.format(Math.floor(share * 1000) / 1000);
}

export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
