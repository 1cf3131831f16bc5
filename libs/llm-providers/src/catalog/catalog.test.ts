import { type ModelPrice, modelCardSchema, priceFault, type TokenRates } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { anthropicCatalog } from './anthropic.catalog.ts';
import { checkedPrices } from './fixtures/checked-prices.ts';
import { listPricesOf } from './list-prices.ts';
import { openAiCatalog } from './openai.catalog.ts';
import { PRICE_LIST } from './price-data-set.ts';
import { simulatorAnthropicTargets, simulatorOpenAiTargets } from './simulator.catalog.ts';
import { allCatalogTargets, listedCatalogTargets } from './to-catalog-targets.ts';

const catalog = [...anthropicCatalog, ...openAiCatalog];
const targets = [...allCatalogTargets(catalog), ...simulatorAnthropicTargets, ...simulatorOpenAiTargets];

const inUsDollars = (micros: number) => micros / 10_000_000;
const ratesOf = (rates: TokenRates) =>
  [
    rates.inputMicros,
    rates.cacheReadMicros,
    rates.cacheWrite5mMicros,
    rates.cacheWrite1hMicros,
    rates.outputMicros,
  ].map(inUsDollars);

function describePrice(price: ModelPrice): string {
  const further = [
    price.reasoningMicros !== undefined && `reasoning ${inUsDollars(price.reasoningMicros)}`,
    price.imageMicros !== undefined && `images ${inUsDollars(price.imageMicros)}`,
    price.webSearchMicros !== undefined && `search ${inUsDollars(price.webSearchMicros)}`,
    ...(price.tiers ?? []).map((tier) => `above ${tier.aboveInputTokens}: ${ratesOf(tier).join(' ')}`),
  ];
  return [ratesOf(price).join(' '), ...further.filter((part) => part !== false)].join(', ');
}

describe('the catalog', () => {
  it('13: holds valid cards with a price above zero, each name once', () => {
    const ids = targets.map(({ card }) => card.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { card } of targets) {
      expect(modelCardSchema.parse(card)).toEqual(card);
      expect(priceFault(card.price, card.kind)).toBeUndefined();
      expect(card.price.cacheReadMicros).toBeLessThanOrEqual(card.price.inputMicros);
      if (card.kind === 'chat') expect(card.price.outputMicros).toBeGreaterThan(card.price.inputMicros);
    }
  });

  it('prices and contexts change only on purpose: US$ per million tokens of input, cache read, writes and output', () => {
    const lines = catalog.flatMap(({ card, prices, priceFrom }) =>
      prices.map(({ from, price }) => {
        const since = from ? ` from ${from.toISOString().slice(0, 10)}` : '';
        return `${card.id} (${card.contextTokens} tokens, ${priceFrom})${since}: ${describePrice(price)}`;
      }),
    );
    expect([PRICE_LIST, ...lines]).toMatchSnapshot();
  });

  it('says which data set it has: a new version wants a new day of listing', () => {
    const folder = new URL('../', import.meta.resolve(PRICE_LIST.dataSet));
    const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { version: string };
    expect(PRICE_LIST.version).toBe(version);
  });

  it('costs what the providers’ own pages say: the models on which they and the data set disagree', () => {
    const disagreeing = catalog.filter(({ card }) => {
      const checked = checkedPrices[card.id];
      return checked !== undefined && ratesOf(card.price).join() !== checked.join();
    });
    expect(disagreeing.map(({ card }) => card.id)).toEqual([]);
  });

  it('offers what the provider lists for our key, under its plain and its dated name', () => {
    const listed = listedCatalogTargets(anthropicCatalog, [
      { id: 'claude-haiku-4-5-20251001' },
      { id: 'claude-unpriced-9' },
    ]);
    expect(listed.map(({ card, upstreamModel }) => [card.id, upstreamModel])).toEqual([
      ['claude-haiku-4-5', 'claude-haiku-4-5'],
      ['claude-haiku-4-5-20251001', 'claude-haiku-4-5-20251001'],
    ]);
  });

  it('labels the simulator’s models as simulated, and no other', () => {
    expect(targets.filter(({ card }) => card.simulated).map(({ card }) => card.id)).toEqual([
      'simulator-claude',
      'simulator-claude-fast',
      'simulator-gpt',
      'simulator-gpt-fast',
      'simulator-embedding',
    ]);
  });

  it('tells models of embeddings from those that answer', () => {
    expect(targets.filter(({ card }) => card.kind === 'embedding').map(({ card }) => card.id)).toEqual([
      'text-embedding-3-small',
      'text-embedding-3-large',
      'text-embedding-ada-002',
      'simulator-embedding',
    ]);
  });
});

describe('list prices', () => {
  it('are known of each name of a model, and never of another provider’s model with the same name', () => {
    const [haiku] = listPricesOf({ provider: 'anthropic', id: 'claude-haiku-4-5' }) ?? [];
    expect(haiku?.price.outputMicros).toBe(50_000_000);
    expect(listPricesOf({ provider: 'anthropic', id: 'claude-haiku-4-5-20251001' })?.[0]).toBe(haiku);
    expect(listPricesOf({ provider: 'my-proxy', id: 'claude-haiku-4-5' })).toBeUndefined();
  });
});
