import {
  microsToUsdPerMillion,
  microsToUsdPerThousand,
  usdPerMillionToMicros,
  usdPerThousandToMicros,
} from '../money.ts';
import type { ModelPrice, TokenRates } from './price.ts';

/** Prices in US dollars per million tokens, as providers list them and administrators write them. */
export type DollarRates = {
  input: number;
  /** 0 for a model of embeddings. */
  output: number;
  cacheRead?: number | undefined;
  cacheWrite5m?: number | undefined;
  cacheWrite1h?: number | undefined;
  reasoning?: number | undefined;
  image?: number | undefined;
};
export type DollarPrice = DollarRates & {
  tiers?: (DollarRates & { aboveInputTokens: number })[] | undefined;
  /** Per thousand searches of the web that the provider runs; absent where they cannot be sold. */
  webSearches?: number | undefined;
};

/** What has no price of its own costs what plain input costs, and a cache write of an hour at least what one of five minutes does. */
export function toModelPrice({ tiers, webSearches, ...rates }: DollarPrice): ModelPrice {
  return {
    ...toTokenRates(rates),
    ...(webSearches !== undefined && { webSearchMicros: usdPerThousandToMicros(webSearches) }),
    ...(tiers !== undefined &&
      tiers.length > 0 && {
        tiers: tiers
          .map((tier) => ({ aboveInputTokens: tier.aboveInputTokens, ...toTokenRates(tier) }))
          .toSorted((one, other) => one.aboveInputTokens - other.aboveInputTokens),
      }),
  };
}

function toTokenRates(rates: DollarRates): TokenRates {
  return {
    inputMicros: usdPerMillionToMicros(rates.input),
    cacheReadMicros: usdPerMillionToMicros(rates.cacheRead ?? rates.input),
    cacheWrite5mMicros: usdPerMillionToMicros(rates.cacheWrite5m ?? rates.input),
    cacheWrite1hMicros: usdPerMillionToMicros(rates.cacheWrite1h ?? rates.cacheWrite5m ?? rates.input),
    outputMicros: usdPerMillionToMicros(rates.output),
    ...(rates.reasoning !== undefined && { reasoningMicros: usdPerMillionToMicros(rates.reasoning) }),
    ...(rates.image !== undefined && { imageMicros: usdPerMillionToMicros(rates.image) }),
  };
}

/** What a model costs in each class that can have a price of its own. */
export type KnownDollarRates = DollarRates & { cacheRead: number; cacheWrite5m: number; cacheWrite1h: number };
export type KnownDollarPrice = KnownDollarRates & {
  tiers: (KnownDollarRates & { aboveInputTokens: number })[];
  webSearches?: number;
};

/** The way back. */
export function toDollarPrice({ tiers = [], webSearchMicros, ...rates }: ModelPrice): KnownDollarPrice {
  return {
    ...toDollarRates(rates),
    ...(webSearchMicros !== undefined && { webSearches: microsToUsdPerThousand(webSearchMicros) }),
    tiers: tiers.map((tier) => ({ aboveInputTokens: tier.aboveInputTokens, ...toDollarRates(tier) })),
  };
}

function toDollarRates(rates: TokenRates): KnownDollarRates {
  return {
    input: microsToUsdPerMillion(rates.inputMicros),
    cacheRead: microsToUsdPerMillion(rates.cacheReadMicros),
    cacheWrite5m: microsToUsdPerMillion(rates.cacheWrite5mMicros),
    cacheWrite1h: microsToUsdPerMillion(rates.cacheWrite1hMicros),
    output: microsToUsdPerMillion(rates.outputMicros),
    ...(rates.reasoningMicros !== undefined && { reasoning: microsToUsdPerMillion(rates.reasoningMicros) }),
    ...(rates.imageMicros !== undefined && { image: microsToUsdPerMillion(rates.imageMicros) }),
  };
}
