import { z } from 'zod';
import { priceSourceSchema } from '../llm/price-book.ts';
import {
  microsToUsdPerMillion,
  microsToUsdPerThousand,
  usdPerMillionToMicros,
  usdPerThousandToMicros,
} from '../money.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';
import { idParamsSchema, lineSchema } from './text.ts';

/** A micro-credit per million tokens is US$ 0.0000001: finer prices cannot be charged. */
const dollarsSchema = z
  .number('must be a number of US$ per million tokens')
  .positive('must be above zero; a model that is to cost nothing is marked free')
  .max(100_000, 'must be at most US$ 100,000')
  .refine((usd) => Math.abs(microsToUsdPerMillion(usdPerMillionToMicros(usd)) - usd) < 1e-9, {
    error: 'must have at most 7 decimals',
  });

const ratesBodySchema = z.strictObject({
  input: dollarsSchema,
  /** Of a model that answers; a model of embeddings has none. */
  output: dollarsSchema.optional(),
  /** What is left out costs what input costs; reasoning then costs what output costs. */
  cacheRead: dollarsSchema.optional(),
  cacheWrite5m: dollarsSchema.optional(),
  cacheWrite1h: dollarsSchema.optional(),
  reasoning: dollarsSchema.optional(),
  image: dollarsSchema.optional(),
});

const MAX_TIERS = 5;
const tierBodySchema = ratesBodySchema.extend({
  aboveInputTokens: z.number().int('must be a whole number').positive('must be above zero').max(1_000_000_000),
});

/** A micro-credit per search is US$ 0.0001 for a thousand. */
const webSearchesSchema = z
  .number('must be a number of US$ per thousand searches')
  .positive('must be above zero; without it the model is sold without searches')
  .max(100_000, 'must be at most US$ 100,000')
  .refine((usd) => Math.abs(microsToUsdPerThousand(usdPerThousandToMicros(usd)) - usd) < 1e-9, {
    error: 'must have at most 4 decimals',
  });

/** Prices in US$ per million tokens; searches of the web in US$ per thousand. */
export const dollarPriceBodySchema = ratesBodySchema.extend({
  tiers: z
    .array(tierBodySchema)
    .max(MAX_TIERS, `at most ${MAX_TIERS} tiers`)
    .refine((tiers) => new Set(tiers.map(({ aboveInputTokens }) => aboveInputTokens)).size === tiers.length, {
      error: 'name two tiers that begin at the same length',
    })
    .optional(),
  webSearches: webSearchesSchema.optional(),
});
export type DollarPriceBody = z.output<typeof dollarPriceBodySchema>;

export const setPriceBodySchema = z
  .strictObject({
    model: z.string().min(1).max(200),
    /** At once when it is left out. */
    effectiveFrom: z.iso.datetime({ offset: true }).optional(),
    /** Until further notice when it is left out. */
    effectiveUntil: z.iso.datetime({ offset: true }).optional(),
    prices: dollarPriceBodySchema.optional(),
    free: z.boolean().default(false),
    /** Why: read by whoever looks at the history later. */
    note: lineSchema.max(500),
  })
  .refine(({ prices, free }) => free !== (prices !== undefined), {
    path: ['prices'],
    error: 'must be there, or free must be true, and not both',
  });
export type SetPriceBody = z.output<typeof setPriceBodySchema>;

/**
 * `current` decides what calls cost now; `overridden` holds as well, but another entry goes before it; `withdrawn` was ended
 * before it began.
 */
export const priceEntryStateSchema = z.enum(['current', 'overridden', 'upcoming', 'past', 'withdrawn']);
export type PriceEntryState = z.output<typeof priceEntryStateSchema>;

const dollarRatesSchema = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheWrite5m: z.number(),
  cacheWrite1h: z.number(),
  reasoning: z.number().optional(),
  image: z.number().optional(),
});

/** A line of the price book as administrators see it; prices in US$ per million tokens and per thousand searches. */
export const priceEntrySchema = z.object({
  id: z.string(),
  model: z.string(),
  source: priceSourceSchema,
  state: priceEntryStateSchema,
  effectiveFrom: z.iso.datetime(),
  effectiveUntil: z.iso.datetime().nullable(),
  free: z.boolean(),
  prices: dollarRatesSchema.extend({
    tiers: z.array(dollarRatesSchema.extend({ aboveInputTokens: z.number().int() })),
    webSearches: z.number().optional(),
  }),
  /** Of a list price: the day of the list. */
  listedOn: z.iso.date().nullable(),
  note: z.string(),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  endedBy: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
priceEntrySchema.register(z.globalRegistry, { id: 'PriceEntry' });
export type PriceEntry = z.output<typeof priceEntrySchema>;

export const priceEndpoints = {
  listPrices: defineEndpoint({
    method: 'GET',
    path: '/api/admin/prices',
    summary: 'The price book, of one model or of all: what holds, what is to come and what was; the latest first',
    auth: 'admin',
    status: 200,
    query: pageQuerySchema.extend({ model: z.string().min(1).max(200).optional() }),
    response: z.object({ prices: z.array(priceEntrySchema), ...pageFields }),
    errors: [],
  }),
  setPrice: defineEndpoint({
    method: 'POST',
    path: '/api/admin/prices',
    summary: 'Set what a model costs, from now or a later moment on; it goes before the list price while it holds',
    auth: 'admin',
    status: 201,
    body: setPriceBodySchema,
    example: {
      model: 'claude-haiku-4-5',
      prices: { input: 1.2, output: 6, cacheRead: 0.12, cacheWrite5m: 1.5, cacheWrite1h: 2.4, webSearches: 12 },
      effectiveFrom: '2027-01-01T00:00:00Z',
      note: '20 % on top of the list price',
    },
    response: z.object({ price: priceEntrySchema }),
    errors: ['model_not_found'],
  }),
  endPrice: defineEndpoint({
    method: 'DELETE',
    path: '/api/admin/prices/:id',
    summary: 'Withdraw a price that is to come, or end one that holds',
    auth: 'admin',
    status: 200,
    params: idParamsSchema,
    response: z.object({ price: priceEntrySchema }),
    errors: ['not_found', 'price_not_endable'],
  }),
};
