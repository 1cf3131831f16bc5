import {
  type DollarPrice,
  type ModelCard,
  type ModelKind,
  type WireDialect,
  toModelPrice,
} from '@smart-ai-hub/contracts';
import type { CatalogEntry, DatedPrice } from './catalog-entry.ts';
import { readListedModel } from './price-data-set.ts';

/** What we know of a model ourselves. Its prices and its context are the data set's, unless that has not heard of it. */
export type ModelFacts = {
  id: string;
  name: string;
  kind: ModelKind;
  maxOutputTokens: number;
  typicalOutputTokens: number;
  dialects: WireDialect[];
  capabilities: ModelCard['capabilities'];
  /** Other names under which the provider lists it. */
  aliases?: string[] | undefined;
  /** Used only for as long as the data set lacks the model. */
  own?: { price: DollarPrice; contextTokens: number } | undefined;
};

/** The cards of a provider's models. One without any price is a mistake of ours, and would be given away: it throws. */
export function toCatalog(provider: 'anthropic' | 'openai', facts: ModelFacts[], now = new Date()): CatalogEntry[] {
  return facts.map(({ id, name, aliases = [], own, ...limits }) => {
    const listed = readListedModel(provider, id);
    const prices: DatedPrice[] | undefined = listed?.prices ?? (own && [{ price: toModelPrice(own.price) }]);
    const contextTokens = listed?.contextTokens ?? own?.contextTokens;
    if (prices === undefined || contextTokens === undefined) throw new Error(`nobody knows what ${id} costs`);
    const price = priceOn(prices, now);
    const card = { id, provider, displayName: name, simulated: false, contextTokens, price, ...limits };
    return { card, aliases, prices, priceFrom: listed ? 'data set' : 'ourselves' };
  });
}

function priceOn(prices: DatedPrice[], now: Date) {
  const current = prices.findLast(({ from }) => from === undefined || from <= now) ?? prices[0];
  if (current === undefined) throw new Error('a list of prices is empty');
  return current.price;
}
