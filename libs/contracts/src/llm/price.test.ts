import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ModelPrice, priceOf } from './price.ts';
import { noUsage } from './usage.ts';

/** Claude Sonnet's list prices, 3 / 0.30 / 3.75 / 6 / 15 US dollars per million tokens. */
const sonnet: ModelPrice = {
  inputMicros: 30_000_000,
  cacheReadMicros: 3_000_000,
  cacheWrite5mMicros: 37_500_000,
  cacheWrite1hMicros: 60_000_000,
  outputMicros: 150_000_000,
};

describe('the price of a usage', () => {
  it('is exact for each class of tokens', () => {
    const usage = { ...noUsage, inputTokens: 1_000, cacheReadTokens: 2_000, cacheWrite5mTokens: 100, outputTokens: 10 };
    expect(priceOf(usage, sonnet)).toBe(30_000n + 6_000n + 3_750n + 1_500n);
  });

  it('counts reasoning as the output tokens that it is part of, once', () => {
    const usage = { ...noUsage, outputTokens: 10, reasoningTokens: 8 };
    expect(priceOf(usage, sonnet)).toBe(1_500n);
  });

  it('rounds once, half up, to a whole micro-credit', () => {
    const cheap = { ...sonnet, inputMicros: 500_000, outputMicros: 500_000 };
    expect(priceOf({ ...noUsage, inputTokens: 1 }, cheap)).toBe(1n);
    expect(priceOf({ ...noUsage, inputTokens: 1, outputTokens: 1 }, cheap)).toBe(1n);
  });

  it('never costs more in one call than in its parts', () => {
    const tokens = fc.nat(1_000_000);
    fc.assert(
      fc.property(tokens, tokens, (inputTokens, outputTokens) => {
        const whole = priceOf({ ...noUsage, inputTokens, outputTokens }, sonnet);
        const parts = priceOf({ ...noUsage, inputTokens }, sonnet) + priceOf({ ...noUsage, outputTokens }, sonnet);
        expect(whole <= parts + 1n && whole >= parts - 1n).toBe(true);
      }),
    );
  });
});
