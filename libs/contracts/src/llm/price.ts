import { z } from 'zod';
import type { Usage } from './usage.ts';

const micros = z.number().int().min(0);

/** Prices of one model in micro-credits per million tokens; frozen on each run at its admission. */
export const modelPriceSchema = z.object({
  inputMicros: micros,
  cacheReadMicros: micros,
  cacheWrite5mMicros: micros,
  cacheWrite1hMicros: micros,
  outputMicros: micros,
});
export type ModelPrice = z.output<typeof modelPriceSchema>;

const TOKENS_PER_PRICE_UNIT = 1_000_000n;

/**
 * The exact price of a usage in micro-credits. Token classes are summed before the one rounding (half up) to a whole
 * micro-credit, so that a streamed and a plain call of the same tokens cost the same and rounding never adds up.
 */
export function priceOf(usage: Usage, price: ModelPrice): bigint {
  const total =
    BigInt(usage.inputTokens) * BigInt(price.inputMicros) +
    BigInt(usage.cacheReadTokens) * BigInt(price.cacheReadMicros) +
    BigInt(usage.cacheWrite5mTokens) * BigInt(price.cacheWrite5mMicros) +
    BigInt(usage.cacheWrite1hTokens) * BigInt(price.cacheWrite1hMicros) +
    BigInt(usage.outputTokens) * BigInt(price.outputMicros);
  return (total + TOKENS_PER_PRICE_UNIT / 2n) / TOKENS_PER_PRICE_UNIT;
}
