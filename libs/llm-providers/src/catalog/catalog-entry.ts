import { type ModelCard, type ModelPrice, usdPerMillionToMicros } from '@smart-ai-hub/contracts';

/** List prices in US dollars per million tokens. What a provider does not price on its own costs what plain input costs. */
export type ListPrice = {
  input: number;
  output: number;
  cacheRead?: number;
  cacheWrite5m?: number;
  cacheWrite1h?: number;
};

/** A model of a big provider: its card, and the other names under which the provider lists it. */
export type CatalogEntry = { card: ModelCard; aliases: string[] };

export function toModelPrice(price: ListPrice): ModelPrice {
  return {
    inputMicros: usdPerMillionToMicros(price.input),
    cacheReadMicros: usdPerMillionToMicros(price.cacheRead ?? price.input),
    cacheWrite5mMicros: usdPerMillionToMicros(price.cacheWrite5m ?? price.input),
    cacheWrite1hMicros: usdPerMillionToMicros(price.cacheWrite1h ?? price.cacheWrite5m ?? price.input),
    outputMicros: usdPerMillionToMicros(price.output),
  };
}
