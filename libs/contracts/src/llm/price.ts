import { z } from 'zod';
import type { ModelKind } from './model-kind.ts';
import type { Usage } from './usage.ts';

const micros = z.number().int().min(0);

/** What each class of tokens costs, in micro-credits per million tokens. */
const tokenRatesSchema = z.object({
  inputMicros: micros,
  cacheReadMicros: micros,
  cacheWrite5mMicros: micros,
  cacheWrite1hMicros: micros,
  /** 0 where nothing is put out: a model of embeddings. */
  outputMicros: micros,
  /** Absent where reasoning costs what other output costs. */
  reasoningMicros: micros.optional(),
  /** Of image tokens in the prompt, as providers count them; absent where they cost what other input costs. */
  imageMicros: micros.optional(),
});
export type TokenRates = z.output<typeof tokenRatesSchema>;

/**
 * The prices of one model; frozen on each run at its admission. Prices that were frozen before a class or the tiers existed
 * lack them, and stay readable.
 */
export const modelPriceSchema = tokenRatesSchema.extend({
  /** Rates of the whole call where its input, cached or not, has more tokens than `aboveInputTokens`. */
  tiers: z.array(tokenRatesSchema.extend({ aboveInputTokens: z.number().int().positive() })).optional(),
  /** What one search of the web costs that the provider runs, in micro-credits; absent where it cannot be sold. */
  webSearchMicros: micros.optional(),
  /** Said on purpose: a price of zero without it is taken for a mistake, and is not sold. */
  free: z.literal(true).optional(),
});
export type ModelPrice = z.output<typeof modelPriceSchema>;

export const freePrice: ModelPrice = {
  inputMicros: 0,
  cacheReadMicros: 0,
  cacheWrite5mMicros: 0,
  cacheWrite1hMicros: 0,
  outputMicros: 0,
  free: true,
};

const TOKENS_PER_PRICE_UNIT = 1_000_000n;

/**
 * The exact price of a usage in micro-credits. Token classes are summed before the one rounding (half up) to a whole
 * micro-credit, so that a streamed and a plain call of the same tokens cost the same and rounding never adds up.
 * Each token is in one class: reasoning is taken out of the output and images out of the uncached input before either is priced.
 */
export function priceOf(usage: Usage, price: ModelPrice): bigint {
  const rates = ratesFor(usage, price);
  const reasoning = Math.min(usage.reasoningTokens, usage.outputTokens);
  const images = Math.min(usage.imageTokens ?? 0, usage.inputTokens);
  const total =
    cost(usage.inputTokens - images, rates.inputMicros) +
    cost(images, rates.imageMicros ?? rates.inputMicros) +
    cost(usage.cacheReadTokens, rates.cacheReadMicros) +
    cost(usage.cacheWrite5mTokens, rates.cacheWrite5mMicros) +
    cost(usage.cacheWrite1hTokens, rates.cacheWrite1hMicros) +
    cost(usage.outputTokens - reasoning, rates.outputMicros) +
    cost(reasoning, rates.reasoningMicros ?? rates.outputMicros);
  const searches = BigInt(usage.webSearches ?? 0) * BigInt(price.webSearchMicros ?? 0);
  return (total + TOKENS_PER_PRICE_UNIT / 2n) / TOKENS_PER_PRICE_UNIT + searches;
}

function cost(tokens: number, rateMicros: number): bigint {
  return BigInt(tokens) * BigInt(rateMicros);
}

/** The rates of a call of this size: those of the highest tier that its whole input exceeds. */
function ratesFor(usage: Usage, price: ModelPrice): TokenRates {
  if (price.tiers === undefined) return price;
  const inputTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
  const reached = price.tiers.filter((tier) => inputTokens > tier.aboveInputTokens);
  return reached.reduce<TokenRates & { aboveInputTokens?: number }>(
    (highest, tier) => (tier.aboveInputTokens > (highest.aboveInputTokens ?? 0) ? tier : highest),
    price,
  );
}

/**
 * Why a price must not be sold, in words for a log or a form; undefined for a good one. A rate of zero is a mistake unless
 * the price is marked free: it would give the model away. A model of embeddings puts nothing out, so its output has no price.
 */
export function priceFault(price: ModelPrice, kind: ModelKind): string | undefined {
  const all: Rates[] = [price, ...(price.tiers ?? [])];
  if (price.free) {
    return all.every((rates) => ratesOf(rates, kind).every(([, rate]) => rate === 0))
      ? undefined
      : 'it is marked free and yet has a price';
  }
  for (const rates of all) {
    const missing = ratesOf(rates, kind).find(([, rate]) => rate <= 0);
    if (missing) return `its ${missing[0]} price is not above zero, and it is not marked free`;
  }
  return undefined;
}

type Rates = TokenRates & Pick<ModelPrice, 'webSearchMicros'>;

function ratesOf(rates: Rates, kind: ModelKind): [name: string, rateMicros: number][] {
  const named: [string, number | undefined][] = [
    ['input', rates.inputMicros],
    ['cache read', rates.cacheReadMicros],
    ['5-minute cache write', rates.cacheWrite5mMicros],
    ['1-hour cache write', rates.cacheWrite1hMicros],
    ['output', kind === 'chat' ? rates.outputMicros : undefined],
    ['reasoning', rates.reasoningMicros],
    ['image', rates.imageMicros],
    ['web search', rates.webSearchMicros],
  ];
  return named.filter((entry): entry is [string, number] => entry[1] !== undefined);
}
