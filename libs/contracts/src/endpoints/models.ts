import { z } from 'zod';
import { modelCardSchema } from '../llm/model-card.ts';
import type { PricedCard } from '../llm/price-book.ts';
import type { ModelPrice, TokenRates } from '../llm/price.ts';
import { microsToCredits } from '../money.ts';
import { defineEndpoint } from './define-endpoint.ts';

const creditRatesSchema = z.object({
  input: z.number(),
  cacheRead: z.number(),
  cacheWrite5m: z.number(),
  cacheWrite1h: z.number(),
  output: z.number(),
  reasoning: z.number(),
  image: z.number(),
});
export type CreditRates = z.output<typeof creditRatesSchema>;

/** Prices in credits per million tokens, as people read them. A tier holds for the whole call when its input is longer than it says. */
export const creditPriceSchema = creditRatesSchema.extend({
  free: z.boolean(),
  tiers: z.array(creditRatesSchema.extend({ aboveInputTokens: z.number().int() })),
  /** Credits for each search of the web that the provider runs; null where the model is not sold with it. */
  webSearch: z.number().nullable(),
});
creditPriceSchema.register(z.globalRegistry, { id: 'CreditPrice' });
export type CreditPrice = z.output<typeof creditPriceSchema>;

export const modelSchema = modelCardSchema.omit({ price: true }).extend({
  price: creditPriceSchema,
  /** The next other price that is known of, and when it begins. */
  nextPrice: creditPriceSchema.extend({ from: z.iso.datetime() }).nullable(),
});
modelSchema.register(z.globalRegistry, { id: 'Model' });
export type Model = z.output<typeof modelSchema>;

export const modelEndpoints = {
  listModels: defineEndpoint({
    method: 'GET',
    path: '/api/models',
    summary: 'The models that can be called, with their limits and prices',
    auth: 'caller',
    status: 200,
    response: z.object({ models: z.array(modelSchema) }),
    errors: [],
  }),
};

/** A card as people and programs outside read it: its prices in credits. */
export function presentModel({ price, nextPrice, ...card }: PricedCard): Model {
  return {
    ...card,
    price: toCreditPrice(price),
    nextPrice: nextPrice ? { from: new Date(nextPrice.fromMs).toISOString(), ...toCreditPrice(nextPrice.price) } : null,
  };
}

/** A price in credits per million tokens. Classes that have none of their own cost what they are a part of. */
export function toCreditPrice(price: ModelPrice): CreditPrice {
  const tiers = (price.tiers ?? []).map((tier) => ({
    aboveInputTokens: tier.aboveInputTokens,
    ...toCreditRates(tier),
  }));
  const { free = false, webSearchMicros } = price;
  const webSearch = webSearchMicros === undefined ? null : credits(webSearchMicros);
  return { free, ...toCreditRates(price), tiers, webSearch };
}

function toCreditRates(rates: TokenRates): CreditRates {
  return {
    input: credits(rates.inputMicros),
    cacheRead: credits(rates.cacheReadMicros),
    cacheWrite5m: credits(rates.cacheWrite5mMicros),
    cacheWrite1h: credits(rates.cacheWrite1hMicros),
    output: credits(rates.outputMicros),
    reasoning: credits(rates.reasoningMicros ?? rates.outputMicros),
    image: credits(rates.imageMicros ?? rates.inputMicros),
  };
}

function credits(micros: number): number {
  return microsToCredits(BigInt(micros));
}
