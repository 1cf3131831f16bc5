import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toDollarPrice, toModelPrice } from './dollar-price.ts';

describe('a price in US dollars', () => {
  it('costs what input costs in each class that it does not name', () => {
    expect(toModelPrice({ input: 3, output: 15, cacheWrite5m: 3.75 })).toEqual({
      inputMicros: 30_000_000,
      cacheReadMicros: 30_000_000,
      cacheWrite5mMicros: 37_500_000,
      cacheWrite1hMicros: 37_500_000,
      outputMicros: 150_000_000,
    });
  });

  it('has its tiers in their order', () => {
    const tiers = [500, 200].map((aboveInputTokens) => ({ aboveInputTokens, input: 2, output: 2 }));
    const price = toModelPrice({ input: 1, output: 1, tiers });
    expect(price.tiers?.map(({ aboveInputTokens }) => aboveInputTokens)).toEqual([200, 500]);
  });

  it('of up to 7 decimals survives the way to micro-credits and back', () => {
    const usd = fc.integer({ min: 1, max: 1_000_000_000 }).map((micros) => micros / 10_000_000);
    const rates = fc.record({
      input: usd,
      output: usd,
      cacheRead: usd,
      cacheWrite5m: usd,
      cacheWrite1h: usd,
      reasoning: usd,
      image: usd,
    });
    const perThousand = fc.integer({ min: 1, max: 1_000_000 }).map((micros) => micros / 10_000);
    fc.assert(
      fc.property(rates, rates, perThousand, (base, long, webSearches) => {
        const price = { ...base, tiers: [{ aboveInputTokens: 200_000, ...long }], webSearches };
        expect(toDollarPrice(toModelPrice(price))).toEqual(price);
      }),
    );
  });
});
