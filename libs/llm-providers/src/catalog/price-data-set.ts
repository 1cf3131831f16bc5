import { findProvider, type ConditionalPrice, type ModelPrice as SetPrice } from '@pydantic/genai-prices';
import { type ModelPrice, toModelPrice, usdPerThousandToMicros } from '@smart-ai-hub/contracts';
import type { DatedPrice } from './catalog-entry.ts';

/**
 * Which list our prices are from. `listedOn` is the day on which we took it over: it moves with every change of the data set's
 * version and of our own facts, because in a rolling upgrade a worker with an older list leaves the book to the newer one.
 */
export const PRICE_LIST = { dataSet: '@pydantic/genai-prices', version: '0.1.8', listedOn: '2026-11-25' } as const;

export type ListedModel = { prices: DatedPrice[]; contextTokens: number };

/**
 * What the data set says of a model: its prices by the day from which on they hold, oldest first. Undefined when it has not
 * this model, lacks a figure that we need, or prices it in a way that the hub cannot charge (by the time of day).
 */
export function readListedModel(provider: string, modelId: string): ListedModel | undefined {
  const model = findProvider({ providerId: provider })?.models.find(({ id }) => id === modelId);
  const contextTokens = model?.context_window;
  if (model === undefined || contextTokens === undefined) return undefined;
  const dated: ConditionalPrice[] = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  const prices = dated.map(({ constraint, prices: price }) => toDatedPrice(constraint, price, contextTokens));
  return prices.every((price) => price !== undefined) ? { prices, contextTokens } : undefined;
}

function toDatedPrice(
  constraint: ConditionalPrice['constraint'],
  price: SetPrice,
  contextTokens: number,
): DatedPrice | undefined {
  const converted = convertPrice(price, contextTokens);
  if (converted === undefined) return undefined;
  if (constraint === undefined) return { price: converted };
  return constraint.type === 'start_date' ? { from: new Date(constraint.start_date), price: converted } : undefined;
}

/**
 * A price of the data set (US dollars per million tokens, and per thousand searches of the web) as the hub charges it. Its tiers are taken over as they are: the
 * whole call is charged at the tier whose start its input exceeds. Those that begin where the context ends are never reached.
 */
export function convertPrice(price: SetPrice, contextTokens: number): ModelPrice | undefined {
  const rates = convertRates(price, 0);
  if (rates === undefined) return undefined;
  const { web_searches_kcount: searches } = price;
  const base = {
    ...rates,
    ...(typeof searches === 'number' && { webSearchMicros: usdPerThousandToMicros(searches) }),
  };
  const starts = Object.values(price).flatMap((rate) => (typeof rate === 'object' ? rate.tiers : []));
  const reachable = [...new Set(starts.map(({ start }) => start))].filter((start) => start < contextTokens);
  if (reachable.length === 0) return base;
  const tiers = reachable
    .toSorted((one, other) => one - other)
    .map((start) => ({ aboveInputTokens: start, ...(convertRates(price, start) ?? rates) }));
  return { ...base, tiers };
}

/** The rates of calls whose input is just above `start`; a class without a tier there keeps its rate from below. */
function convertRates(price: SetPrice, start: number): ModelPrice | undefined {
  const rateOf = (name: string): number | undefined => {
    const rate = price[name];
    if (typeof rate !== 'object') return rate;
    const reached = rate.tiers.filter((tier) => tier.start <= start).toSorted((one, other) => one.start - other.start);
    return reached.at(-1)?.price ?? rate.base;
  };
  const input = rateOf('input_mtok');
  if (input === undefined) return undefined;
  return toModelPrice({
    input,
    output: rateOf('output_mtok') ?? 0,
    cacheRead: rateOf('cache_read_mtok'),
    cacheWrite5m: rateOf('cache_write_mtok'),
    cacheWrite1h: rateOf('cache_write_1h_mtok'),
    reasoning: rateOf('output_reasoning_mtok'),
    image: rateOf('input_image_mtok'),
  });
}
