import { type ModelPrice, type Usage, priceOf } from '@smart-ai-hub/contracts';

/** Looks whether an answer has come to cost what its caller allows. */
export type CostCap = { isReached(readUsage: () => Usage): boolean };

/** Counting tokens costs time: the look is taken so often that what slips through in between is a few words. */
const LOOK_EVERY_MS = 20;

const noCap: CostCap = { isReached: () => false };

/**
 * The cap of one call of one model, in micro-credits. What a provider reports at the end may be more than we had counted: the
 * ledger then charges the cap all the same.
 */
export function createCostCap(capMicros: bigint | undefined, price: ModelPrice, now: () => number = Date.now): CostCap {
  if (capMicros === undefined) return noCap;
  let lookedAtMs = -Infinity;
  return {
    isReached(readUsage) {
      if (now() - lookedAtMs < LOOK_EVERY_MS) return false;
      lookedAtMs = now();
      return priceOf(readUsage(), price) >= capMicros;
    },
  };
}
