import { type PricedCard, cardAt, toPricedModels } from '@smart-ai-hub/contracts';
import { type PrismaClient, openPriceEntries } from '@smart-ai-hub/database';

/** What the workers can reach and a question can be put to, at the prices of now; the same for every account. */
export type ModelsRepository = {
  listModelCards(): Promise<PricedCard[]>;
};

export function createModelsRepository(prisma: PrismaClient): ModelsRepository {
  return {
    async listModelCards() {
      const now = new Date();
      const [cards, entries] = await Promise.all([
        prisma.model.findMany({ where: { kind: 'chat' }, orderBy: [{ provider: 'asc' }, { id: 'asc' }] }),
        prisma.priceBookEntry.findMany({ where: openPriceEntries(now) }),
      ]);
      return toPricedModels(cards, entries).map((model) => cardAt(model, now.getTime()));
    },
  };
}
