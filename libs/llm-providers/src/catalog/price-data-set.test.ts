import { describe, expect, it } from '@jest/globals';
import { convertPrice, readListedModel } from './price-data-set.ts';
import { toCatalog } from './to-catalog.ts';

const tier = (start: number, price: number) => ({ start, price });

describe('a price of the data set', () => {
  it('is taken over class by class, in micro-credits; what has no price of its own costs what input costs', () => {
    expect(convertPrice({ input_mtok: 3, output_mtok: 15, cache_write_mtok: 3.75 }, 200_000)).toEqual({
      inputMicros: 30_000_000,
      cacheReadMicros: 30_000_000,
      cacheWrite5mMicros: 37_500_000,
      cacheWrite1hMicros: 37_500_000,
      outputMicros: 150_000_000,
    });
    expect(
      convertPrice({ input_mtok: 2, output_mtok: 8, output_reasoning_mtok: 3, input_image_mtok: 5 }, 1),
    ).toMatchObject({ reasoningMicros: 30_000_000, imageMicros: 50_000_000 });
  });

  it('keeps its tiers, filled up where a class has none of its own', () => {
    const price = convertPrice(
      {
        input_mtok: { base: 1, tiers: [tier(500, 4), tier(200, 2)] },
        output_mtok: { base: 10, tiers: [tier(200, 15)] },
        cache_read_mtok: 0.1,
      },
      1_000,
    );
    expect(price?.tiers).toMatchObject([
      { aboveInputTokens: 200, inputMicros: 20_000_000, outputMicros: 150_000_000, cacheReadMicros: 1_000_000 },
      { aboveInputTokens: 500, inputMicros: 40_000_000, outputMicros: 150_000_000, cacheReadMicros: 1_000_000 },
    ]);
  });

  it('has no tier that begins where the context ends: nobody can reach it', () => {
    const price = convertPrice({ input_mtok: { base: 3, tiers: [tier(200_000, 6)] }, output_mtok: 15 }, 200_000);
    expect(price).not.toHaveProperty('tiers');
  });

  it('has what a search of the web costs, where the set says it', () => {
    expect(convertPrice({ input_mtok: 1, web_searches_kcount: 10 }, 1)).toMatchObject({ webSearchMicros: 100_000 });
    expect(convertPrice({ input_mtok: 1 }, 1)).not.toHaveProperty('webSearchMicros');
  });

  it('is none without a price of input', () => {
    expect(convertPrice({ output_mtok: 1 }, 1)).toBeUndefined();
    expect(convertPrice({}, 1)).toBeUndefined();
  });
});

describe('a model of the data set', () => {
  it('has its prices in the order in which they came to hold', () => {
    const prices = readListedModel('openai', 'gpt-5.6-luna')?.prices ?? [];
    expect(prices.map(({ from, price }) => [from?.toISOString(), price.inputMicros])).toEqual([
      [undefined, 10_000_000],
      ['2026-07-30T00:00:00.000Z', 2_000_000],
    ]);
  });

  it('is unknown when the set has not heard of it, and when it is priced by the time of day', () => {
    expect(readListedModel('openai', 'gpt-of-tomorrow')).toBeUndefined();
    expect(readListedModel('nobody', 'gpt-5')).toBeUndefined();
    expect(readListedModel('deepseek', 'deepseek-chat')).toBeUndefined();
  });
});

describe('a catalog', () => {
  const facts = {
    name: 'Tomorrow',
    kind: 'chat' as const,
    maxOutputTokens: 1,
    typicalOutputTokens: 1,
    dialects: [],
    capabilities: { tools: true, images: true, reasoning: true },
  };
  const own = { price: { input: 1, output: 2 }, contextTokens: 99 };

  it('uses our own price, marked so, only where the data set has none', () => {
    const catalog = toCatalog('openai', [
      { id: 'gpt-of-tomorrow', own, ...facts },
      { id: 'gpt-5', own, ...facts },
    ]);
    expect(catalog.map(({ card, priceFrom }) => [card.price.inputMicros, card.contextTokens, priceFrom])).toEqual([
      [10_000_000, 99, 'ourselves'],
      [12_500_000, 400_000, 'data set'],
    ]);
  });

  it('refuses a model that nobody has a price for, rather than giving it away', () => {
    expect(() => toCatalog('openai', [{ id: 'gpt-of-tomorrow', ...facts }])).toThrow('gpt-of-tomorrow');
  });

  it('shows the price of the day', () => {
    const luna = { id: 'gpt-5.6-luna', ...facts };
    const dayBefore = toCatalog('openai', [luna], new Date('2026-07-29T23:59:59.999Z'));
    const day = toCatalog('openai', [luna], new Date('2026-07-30T00:00:00Z'));
    expect([dayBefore, day].map(([entry]) => entry?.card.price.inputMicros)).toEqual([10_000_000, 2_000_000]);
  });
});
