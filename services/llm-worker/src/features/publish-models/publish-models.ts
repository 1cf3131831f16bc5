import { type ModelCard, priceFault } from '@smart-ai-hub/contracts';
import { PRICE_LIST, type Providers, listPricesOf } from '@smart-ai-hub/llm-providers';
import type { ProviderStates } from '@smart-ai-hub/run-pipeline';
import type { Logger } from '@smart-ai-hub/service-kit';
import type { ModelsRepository } from './models.repository.ts';
import { planListPrices } from './plan-list-prices.ts';
import type { PriceBookRepository } from './price-book.repository.ts';

export type PublishModelsDeps = {
  providers: Providers;
  models: ModelsRepository;
  priceBook: PriceBookRepository;
  states: Pick<ProviderStates, 'writeListings'>;
  logger: Logger;
};

/**
 * Writes the models this worker can reach to PostgreSQL, where the gateway finds them, and their list prices to the price book.
 * A provider that does not answer just now keeps its models; one that is no longer configured loses them. A model whose price
 * is not above zero is not published, unless it is marked free: somebody's slip must not give it away.
 */
export async function publishModels(deps: PublishModelsDeps): Promise<void> {
  const { providers, models, logger } = deps;
  const { cards, unreachable } = await providers.listModelCards();
  for (const { provider, reason } of unreachable)
    logger.warn({ provider, reason }, 'provider lists no models just now');
  const sold = cards.filter((card) => isSold(card, logger));
  await models.replaceModels(
    sold,
    unreachable.map(({ provider }) => provider),
  );
  logger.debug({ models: sold.length }, 'models published');
  await publishListPrices(deps, sold);
  await noteListings(deps, { cards, unreachable });
}

/** What became of asking, for those who want to know how the providers do. It is no reason to publish nothing. */
async function noteListings(
  { providers, states, logger }: PublishModelsDeps,
  { cards, unreachable }: Awaited<ReturnType<Providers['listModelCards']>>,
): Promise<void> {
  const away = new Set(unreachable.map(({ provider }) => provider));
  const listings = providers.adapters.map(({ id }) => {
    const models = cards.filter(({ provider }) => provider === id).length;
    return [id, { atMs: Date.now(), isReachable: !away.has(id), models }] as const;
  });
  await states.writeListings(Object.fromEntries(listings)).catch((error: unknown) => {
    logger.warn({ err: error }, 'the listings of providers could not be noted');
  });
}

function isSold({ id, provider, kind, price }: ModelCard, logger: Logger): boolean {
  const reason = priceFault(price, kind);
  if (reason !== undefined) logger.error({ model: id, provider, reason }, 'model not published for its price');
  return reason === undefined;
}

async function publishListPrices({ priceBook, logger }: PublishModelsDeps, cards: ModelCard[]): Promise<void> {
  const listed = cards.flatMap((card) => {
    const prices = listPricesOf(card)?.filter(({ price }) => priceFault(price, card.kind) === undefined);
    return prices ? [{ modelId: card.id, prices }] : [];
  });
  if (listed.length === 0) return;
  const listedOn = new Date(PRICE_LIST.listedOn);
  const changes = await priceBook.changeListPrices(listedOn, (open) =>
    planListPrices(listed, { open, listedOn, now: new Date() }),
  );
  if (changes.begun + changes.ended > 0) logger.info({ ...changes, ...PRICE_LIST }, 'list prices changed');
}
