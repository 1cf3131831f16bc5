import { type ModelCard, type ModelPrice, usdPerMillionToMicros } from '@smart-ai-hub/contracts';

/** List prices in US dollars per million tokens. What a provider does not price on its own costs what plain input costs. */
export type ListPrice = {
  input: number;
  output: number;
  cacheRead?: number | undefined;
  cacheWrite5m?: number | undefined;
  cacheWrite1h?: number | undefined;
  reasoning?: number | undefined;
  image?: number | undefined;
};

/** A price from an instant on; without one it has held for as long as anybody remembers. */
export type DatedPrice = { from?: Date; price: ModelPrice };

/** A model of a big provider: its card, the other names under which the provider lists it, and what it costs from when on. */
export type CatalogEntry = {
  card: ModelCard;
  aliases: string[];
  prices: DatedPrice[];
  priceFrom: 'data set' | 'ourselves';
};

export function toModelPrice(price: ListPrice): ModelPrice {
  return {
    inputMicros: usdPerMillionToMicros(price.input),
    cacheReadMicros: usdPerMillionToMicros(price.cacheRead ?? price.input),
    cacheWrite5mMicros: usdPerMillionToMicros(price.cacheWrite5m ?? price.input),
    cacheWrite1hMicros: usdPerMillionToMicros(price.cacheWrite1h ?? price.cacheWrite5m ?? price.input),
    outputMicros: usdPerMillionToMicros(price.output),
    ...(price.reasoning !== undefined && { reasoningMicros: usdPerMillionToMicros(price.reasoning) }),
    ...(price.image !== undefined && { imageMicros: usdPerMillionToMicros(price.image) }),
  };
}
