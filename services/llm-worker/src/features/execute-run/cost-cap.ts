import { type ModelPrice, type Usage, priceOf } from '@smart-ai-hub/contracts';

/** Looks whether an answer has come to cost what its caller allows. */
export type CostCap = { isReached(readUsage: () => Usage): boolean };

/** Counting tokens costs time: a look is taken at every so many pieces, so that what slips through in between is a few words. */
const LOOK_EVERY = 8;

const noCap: CostCap = { isReached: () => false };

/**
 * The cap of a call while one model answers it, in micro-credits; `spentMicros` went to those that broke off before. What a provider reports at the end may be more than we had counted: the
 * ledger then charges the cap all the same.
 */
export function createCostCap(capMicros: bigint | undefined, spentMicros: bigint, price: ModelPrice): CostCap {
  if (capMicros === undefined) return noCap;
  let pieces = 0;
  return {
    isReached(readUsage) {
      pieces += 1;
      if (pieces % LOOK_EVERY !== 0) return false;
      return spentMicros + priceOf(readUsage(), price) >= capMicros;
    },
  };
}
