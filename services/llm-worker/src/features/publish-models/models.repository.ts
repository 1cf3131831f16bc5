import type { ModelCard } from '@smart-ai-hub/contracts';
import type { PrismaClient } from '@smart-ai-hub/database';

export type ModelsRepository = {
  /** Makes the table hold exactly these cards, and whatever it had of the providers to keep. */
  replaceModels(cards: ModelCard[], keepProviders: string[]): Promise<void>;
};

export function createModelsRepository(prisma: PrismaClient): ModelsRepository {
  return {
    async replaceModels(cards, keepProviders) {
      const upserts = cards.map((card) => {
        const { id, ...columns } = card;
        return prisma.model.upsert({ where: { id }, create: { id, ...columns }, update: columns });
      });
      const ids = cards.map((card) => card.id);
      const outdated = { id: { notIn: ids }, provider: { notIn: keepProviders } };
      await prisma.$transaction([...upserts, prisma.model.deleteMany({ where: outdated })]);
    },
  };
}
