import { type PricedModel, toPricedModels } from '@smart-ai-hub/contracts';
import { type PrismaClient, openPriceEntries } from '@smart-ai-hub/database';

/** Reads all published cards with the prices that hold now or later. */
export async function readPricedModels(prisma: PrismaClient): Promise<PricedModel[]> {
  const [cards, entries] = await Promise.all([
    prisma.model.findMany({ orderBy: [{ provider: 'asc' }, { id: 'asc' }] }),
    prisma.priceBookEntry.findMany({ where: openPriceEntries(new Date()) }),
  ]);
  return toPricedModels(cards, entries);
}
