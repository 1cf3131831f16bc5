import { pageOf } from '../page.ts';
import { presentPrice } from './present-price.ts';
import type { PriceQuery, PricesRepository } from './prices.repository.ts';

export async function listPrices(prices: PricesRepository, query: PriceQuery) {
  const now = new Date();
  const [rows, total] = await Promise.all([prices.listPrices(query), prices.countPrices(query)]);
  const open = await prices.listOpenPrices([...new Set(rows.map(({ modelId }) => modelId))], now);
  const byModel = Map.groupBy(open, ({ modelId }) => modelId);
  return {
    prices: rows.map((row) => presentPrice(row, byModel.get(row.modelId) ?? [], now)),
    ...pageOf(query, total),
  };
}

/** One line, with its state as of now. */
export async function readPrice(prices: PricesRepository, id: string) {
  const now = new Date();
  const row = await prices.findPrice(id);
  return row && presentPrice(row, await prices.listOpenPrices([row.modelId], now), now);
}
