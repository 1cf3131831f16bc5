import { AppError, type Identity } from '@smart-ai-hub/contracts';
import { readPrice } from './list-prices.ts';
import type { SetPriceDeps } from './set-price.ts';

/**
 * Withdraws a price that is to come and ends one that holds, now.
 * @throws AppError not_found; price_not_endable for what is over, and for list prices
 */
export async function endPrice({ prices, logger }: SetPriceDeps, { userId }: Identity, id: string) {
  const isEnded = await prices.endPrice(id, userId);
  const price = await readPrice(prices, id);
  if (price === undefined) throw new AppError('not_found', { detail: `There is no price ${id}.` });
  if (!isEnded) {
    const detail =
      price.source === 'catalog'
        ? 'This is a list price. Set a price of your own, which goes before it.'
        : 'This price has ended already. What it was stays on record.';
    throw new AppError('price_not_endable', { detail });
  }
  logger.info({ priceId: id, model: price.model, userId }, 'price ended');
  return { price };
}
