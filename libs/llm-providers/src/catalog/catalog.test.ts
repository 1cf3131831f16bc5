import { modelCardSchema, priceFault } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { anthropicCatalog } from './anthropic.catalog.ts';
import { openAiCatalog } from './openai.catalog.ts';
import { simulatorAnthropicTargets, simulatorOpenAiTargets } from './simulator.catalog.ts';
import { allCatalogTargets, listedCatalogTargets } from './to-catalog-targets.ts';

const catalog = [...anthropicCatalog, ...openAiCatalog];
const targets = [...allCatalogTargets(catalog), ...simulatorAnthropicTargets, ...simulatorOpenAiTargets];

describe('the catalog', () => {
  it('13: holds valid cards with a price above zero, each name once', () => {
    const ids = targets.map(({ card }) => card.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { card } of targets) {
      expect(modelCardSchema.parse(card)).toEqual(card);
      expect(priceFault(card.price, card.kind)).toBeUndefined();
      expect(card.price.outputMicros).toBeGreaterThan(card.price.inputMicros);
      expect(card.price.cacheReadMicros).toBeLessThanOrEqual(card.price.inputMicros);
    }
  });

  it('prices change only on purpose: US$ per million tokens of input, cache read, writes and output', () => {
    const dollars = (micros: number) => micros / 10_000_000;
    const lines = catalog.map(({ card: { id, price } }) =>
      [
        id,
        price.inputMicros,
        price.cacheReadMicros,
        price.cacheWrite5mMicros,
        price.cacheWrite1hMicros,
        price.outputMicros,
      ]
        .map((value) => (typeof value === 'number' ? dollars(value) : value))
        .join(' '),
    );
    expect(lines).toMatchSnapshot();
  });

  it('offers what the provider lists for our key, under its plain and its dated name', () => {
    const listed = listedCatalogTargets(anthropicCatalog, ['claude-haiku-4-5-20251001', 'claude-unpriced-9']);
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
    ]);
  });
});
