import { type ModelCard, priceFault } from '@smart-ai-hub/contracts';
import {
  type ListedCards,
  type ModelListing,
  PRICE_LIST,
  type Providers,
  listPricesOf,
} from '@smart-ai-hub/llm-providers';
import type { ProviderStates } from '@smart-ai-hub/run-pipeline';
import type { Logger } from '@smart-ai-hub/service-kit';
import type { WorkerMetrics } from '../../worker-metrics.ts';
import type { ModelsRepository } from './models.repository.ts';
import { planListPrices } from './plan-list-prices.ts';
import type { PriceBookRepository } from './price-book.repository.ts';
import type { SharedListings } from './shared-listings.ts';

export type PublishModelsDeps = {
  providers: Providers;
  models: ModelsRepository;
  priceBook: PriceBookRepository;
  states: Pick<ProviderStates, 'writeListings'>;
  listings: SharedListings;
  metrics: Pick<WorkerMetrics, 'listings'>;
  logger: Logger;
};

type Known = Pick<ListedCards, 'cards' | 'unreachable'>;

/** Asks all providers for their models, tells the other workers, and publishes what there is. */
export async function publishModels(deps: PublishModelsDeps): Promise<void> {
  const { listings, ...known } = await deps.providers.listModelCards();
  for (const { provider, outcome } of listings) deps.metrics.listings.inc({ provider, outcome });
  for (const { provider, reason } of known.unreachable)
    deps.logger.warn({ provider, reason }, 'provider lists no models just now');
  await tellOthers(deps, known, listings);
  await publishCards(deps, known);
}

/**
 * Writes the models that can be reached to PostgreSQL, where the gateway finds them, and their list prices to the price book.
 * A provider that does not answer just now keeps its models; one that is no longer configured loses them. A model whose price
 * is not above zero is not published, unless it is marked free: somebody's slip must not give it away.
 */
export async function publishCards(deps: PublishModelsDeps, { cards, unreachable }: Known): Promise<void> {
  const { models, logger } = deps;
  const sold = cards.filter((card) => isSold(card, logger));
  await models.replaceModels(
    sold,
    unreachable.map(({ provider }) => provider),
  );
  logger.debug({ models: sold.length }, 'models published');
  await publishListPrices(deps, sold);
}

/** What became of asking, for the other workers and for those who want to know how the providers do. It is no reason to publish nothing. */
async function tellOthers(
  { providers, states, listings, logger }: PublishModelsDeps,
  { cards, unreachable }: Known,
  heard: readonly ModelListing[],
): Promise<void> {
  const away = new Set(unreachable.map(({ provider }) => provider));
  const outcomes = providers.adapters.map(({ id }) => {
    const models = cards.filter(({ provider }) => provider === id).length;
    return [id, { atMs: Date.now(), isReachable: !away.has(id), models }] as const;
  });
  const telling = [listings.write(heard), states.writeListings(Object.fromEntries(outcomes))];
  await Promise.all(telling).catch((error: unknown) => {
    logger.warn({ err: error }, 'the listings of providers could not be told');
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
