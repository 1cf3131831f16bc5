import type { ModelCard, ModelPrice } from '@smart-ai-hub/contracts';

/** A price from an instant on; without one it has held for as long as anybody remembers. */
export type DatedPrice = { from?: Date; price: ModelPrice };

/** A model of a big provider: its card, the other names under which the provider lists it, and what it costs from when on. */
export type CatalogEntry = {
  card: ModelCard;
  aliases: string[];
  prices: DatedPrice[];
  priceFrom: 'data set' | 'ourselves';
};
