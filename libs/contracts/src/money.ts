/** One credit is US$ 0.10. The ledger counts in micro-credits, as bigint, from end to end. */
export const MICROS_PER_CREDIT = 1_000_000n;

const MICROS_PER_US_DOLLAR = 10n * MICROS_PER_CREDIT;

/**
 * Credits as `/api` JSON shows them: a number with at most 6 decimals.
 * Exact up to 2^53 micro-credits (nine billion credits); a larger amount is a programming error and throws.
 */
export function microsToCredits(micros: bigint): number {
  if (micros > BigInt(Number.MAX_SAFE_INTEGER) || micros < -BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`amount of ${micros} micro-credits cannot be shown exactly`);
  }
  return Number(micros) / Number(MICROS_PER_CREDIT);
}

/** Credits as decimal text with 6 decimals, e.g. `-0.000001`; exact for every amount. For files that spreadsheets read. */
export function microsToDecimal(micros: bigint): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, '0');
  return `${micros < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** Whether a number of credits has at most 6 decimals. */
export function isWholeMicros(credits: number): boolean {
  return Number(credits.toFixed(6)) === credits;
}

/** Micro-credits of a number of credits with at most 6 decimals; more decimals than that throw a RangeError. */
export function creditsToMicros(credits: number): bigint {
  const micros = Math.round(credits * Number(MICROS_PER_CREDIT));
  if (!Number.isSafeInteger(micros) || Math.abs(micros / Number(MICROS_PER_CREDIT) - credits) > 1e-9) {
    throw new RangeError(`${credits} credits is not a whole number of micro-credits`);
  }
  return BigInt(micros);
}

/** Micro-credits per million tokens of a list price in US dollars per million tokens, e.g. 3 → 30,000,000. */
export function usdPerMillionToMicros(usd: number): number {
  return Math.round(usd * Number(MICROS_PER_US_DOLLAR));
}

/** The way back: US dollars per million tokens, with at most 7 decimals. */
export function microsToUsdPerMillion(micros: number): number {
  return micros / Number(MICROS_PER_US_DOLLAR);
}

const PER_THOUSAND = Number(MICROS_PER_US_DOLLAR) / 1_000;

/** Micro-credits of one thing (a search of the web) of which a thousand cost this many US dollars, e.g. 10 → 100,000. */
export function usdPerThousandToMicros(usd: number): number {
  return Math.round(usd * PER_THOUSAND);
}

/** The way back: US dollars per thousand, with at most 4 decimals. */
export function microsToUsdPerThousand(micros: number): number {
  return micros / PER_THOUSAND;
}
