import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freePrice, type ModelPrice, modelPriceSchema, priceFault, priceOf, type TokenRates } from './price.ts';
import { noUsage, type Usage } from './usage.ts';

/** Claude Sonnet's list prices, 3 / 0.30 / 3.75 / 6 / 15 US dollars per million tokens. */
const sonnet: ModelPrice = {
  inputMicros: 30_000_000,
  cacheReadMicros: 3_000_000,
  cacheWrite5mMicros: 37_500_000,
  cacheWrite1hMicros: 60_000_000,
  outputMicros: 150_000_000,
};
/** Claude Opus', 5 / 0.50 / 6.25 / 10 / 25 US dollars per million tokens. */
const opus: ModelPrice = {
  inputMicros: 50_000_000,
  cacheReadMicros: 5_000_000,
  cacheWrite5mMicros: 62_500_000,
  cacheWrite1hMicros: 100_000_000,
  outputMicros: 250_000_000,
};
const times = (rates: TokenRates, factor: number): TokenRates => ({
  inputMicros: rates.inputMicros * factor,
  cacheReadMicros: rates.cacheReadMicros * factor,
  cacheWrite5mMicros: rates.cacheWrite5mMicros * factor,
  cacheWrite1hMicros: rates.cacheWrite1hMicros * factor,
  outputMicros: rates.outputMicros * factor,
});
const tiered: ModelPrice = {
  ...sonnet,
  tiers: [
    { aboveInputTokens: 500_000, ...times(sonnet, 4) },
    { aboveInputTokens: 200_000, ...times(sonnet, 2) },
  ],
};
const usageOf = (some: Partial<Usage>): Usage => ({ ...noUsage, ...some });
const inUsDollars = (micros: bigint) => Number(micros) / 10_000_000;

describe('the price of a usage', () => {
  it('is exact for each class of tokens', () => {
    const usage = usageOf({ inputTokens: 1_000, cacheReadTokens: 2_000, cacheWrite5mTokens: 100, outputTokens: 10 });
    expect(priceOf(usage, sonnet)).toBe(30_000n + 6_000n + 3_750n + 1_500n);
  });

  it('counts reasoning as the output tokens that it is part of, once', () => {
    expect(priceOf(usageOf({ outputTokens: 10, reasoningTokens: 8 }), sonnet)).toBe(1_500n);
  });

  it('has another rate for reasoning and for images where the model has one, each token once', () => {
    const price = { ...sonnet, reasoningMicros: 300_000_000, imageMicros: 60_000_000 };
    expect(priceOf(usageOf({ outputTokens: 10, reasoningTokens: 8 }), price)).toBe(2n * 150n + 8n * 300n);
    expect(priceOf(usageOf({ inputTokens: 10, imageTokens: 4 }), price)).toBe(6n * 30n + 4n * 60n);
  });

  it('never counts more reasoning than output, nor more images than input, whatever a provider says', () => {
    const price = { ...sonnet, reasoningMicros: 300_000_000, imageMicros: 60_000_000 };
    const usage = usageOf({ inputTokens: 1, imageTokens: 9, outputTokens: 1, reasoningTokens: 9 });
    expect(priceOf(usage, price)).toBe(60n + 300n);
  });

  it('rounds once, half up, to a whole micro-credit', () => {
    const cheap = { ...sonnet, inputMicros: 500_000, outputMicros: 500_000 };
    expect(priceOf(usageOf({ inputTokens: 1 }), cheap)).toBe(1n);
    expect(priceOf(usageOf({ inputTokens: 1, outputTokens: 1 }), cheap)).toBe(1n);
  });

  // The usages and the providers' own invoices of two issues of other gateways, which billed cache writes a second time as input.
  it('13: is $0.0544 for the call of litellm issue 9812, not $0.0913', () => {
    const usage = usageOf({ inputTokens: 3, cacheWrite5mTokens: 12_304, outputTokens: 550 });
    expect(inUsDollars(priceOf(usage, sonnet))).toBe(0.054399);
  });

  it('13: is $1.06 for the call of bifrost issue 3451, not $1.86', () => {
    const usage = usageOf({ inputTokens: 6, cacheWrite5mTokens: 159_217, outputTokens: 2_745 });
    expect(priceOf(usage, opus)).toBe(10_637_613n); // $1.06376125, half a micro-credit up.
  });
});

const tokens = fc.nat(1_000_000);
const usages: fc.Arbitrary<Usage> = fc
  .record({
    inputTokens: tokens,
    cacheReadTokens: tokens,
    cacheWrite5mTokens: tokens,
    cacheWrite1hTokens: tokens,
    outputTokens: tokens,
    imageShare: fc.double({ min: 0, max: 1, noNaN: true }),
    reasoningShare: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ imageShare, reasoningShare, ...usage }) => ({
    ...usage,
    imageTokens: Math.floor(usage.inputTokens * imageShare),
    reasoningTokens: Math.floor(usage.outputTokens * reasoningShare),
    estimated: false,
  }));

describe('every price', () => {
  it('never costs more in one call than in its parts', () => {
    fc.assert(
      fc.property(tokens, tokens, (inputTokens, outputTokens) => {
        const whole = priceOf(usageOf({ inputTokens, outputTokens }), sonnet);
        const parts = priceOf(usageOf({ inputTokens }), sonnet) + priceOf(usageOf({ outputTokens }), sonnet);
        expect(whole <= parts + 1n && whole >= parts - 1n).toBe(true);
      }),
    );
  });

  it('counts each token in exactly one class: at one rate for all it is the number of tokens', () => {
    const flat = { ...times(sonnet, 0), inputMicros: 1_000_000, outputMicros: 1_000_000 };
    const price = { ...flat, cacheReadMicros: 1_000_000, cacheWrite5mMicros: 1_000_000, cacheWrite1hMicros: 1_000_000 };
    fc.assert(
      fc.property(usages, (usage) => {
        const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens, outputTokens } = usage;
        const all = inputTokens + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens + outputTokens;
        expect(priceOf(usage, price)).toBe(BigInt(all));
        expect(priceOf(usage, { ...price, reasoningMicros: 1_000_000, imageMicros: 1_000_000 })).toBe(BigInt(all));
      }),
    );
  });

  it('is the same for a stream, whose usage comes in cumulative pieces, as for the plain call of the same tokens', () => {
    fc.assert(
      fc.property(usages, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }), (usage, shares) => {
        const pieces = shares.map((share) => ({ ...usage, outputTokens: Math.floor(usage.outputTokens * share) }));
        const last = [...pieces, usage].reduce((before, told) => ({ ...before, ...told }), noUsage);
        expect(priceOf(last, tiered)).toBe(priceOf(usage, tiered));
      }),
    );
  });
});

describe('a price with tiers', () => {
  it.each([
    [200_000, 1n],
    [200_001, 2n],
    [500_000, 2n],
    [500_001, 4n],
  ])('of a call with %d tokens of input is that of the tier above, for the whole call', (inputTokens, factor) => {
    const usage = usageOf({ inputTokens: 0, cacheReadTokens: inputTokens, outputTokens: 1_000 });
    expect(priceOf(usage, tiered)).toBe(factor * priceOf(usage, sonnet));
  });

  it('looks at the whole input, whichever classes it is in', () => {
    fc.assert(
      fc.property(usages, (usage) => {
        const input = usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
        const factor = input > 500_000 ? 4 : input > 200_000 ? 2 : 1;
        expect(priceOf(usage, tiered)).toBe(priceOf(usage, times(sonnet, factor)));
      }),
    );
  });
});

describe('a price', () => {
  it('that was frozen on a run before reasoning, images and tiers had prices is read and charged as ever', () => {
    expect(modelPriceSchema.parse(JSON.parse(JSON.stringify(sonnet)))).toEqual(sonnet);
  });

  it('13: of zero is a fault, in any class and tier, unless it is marked free', () => {
    expect(priceFault(sonnet, 'chat')).toBeUndefined();
    expect(priceFault(tiered, 'chat')).toBeUndefined();
    expect(priceFault(freePrice, 'chat')).toBeUndefined();
    expect(priceFault({ ...freePrice, free: undefined }, 'chat')).toContain('input');
    expect(priceFault({ ...sonnet, cacheReadMicros: 0 }, 'chat')).toContain('cache read');
    expect(priceFault({ ...sonnet, outputMicros: 0 }, 'chat')).toContain('output');
    expect(priceFault({ ...sonnet, reasoningMicros: 0 }, 'chat')).toContain('reasoning');
    expect(priceFault({ ...sonnet, tiers: [{ ...sonnet, imageMicros: 0, aboveInputTokens: 1 }] }, 'chat')).toContain(
      'image',
    );
    expect(priceFault({ ...sonnet, webSearchMicros: 0 }, 'chat')).toContain('web search');
    expect(priceFault({ ...sonnet, free: true }, 'chat')).toContain('marked free');
  });

  it('of a model of embeddings needs none for output', () => {
    expect(priceFault({ ...sonnet, outputMicros: 0 }, 'embedding')).toBeUndefined();
    expect(priceFault({ ...sonnet, inputMicros: 0 }, 'embedding')).toContain('input');
  });
});
