import { type ModelCard, modelCardSchema } from '@smart-ai-hub/contracts';
import type { PrismaClient } from '@smart-ai-hub/database';

/** What the workers can reach; the same for every account. A row that does not fit the schema (a newer worker's) is passed over. */
export type ModelsRepository = {
  listModelCards(): Promise<ModelCard[]>;
  findModelCard(id: string): Promise<ModelCard | undefined>;
};

export function createModelsRepository(prisma: PrismaClient): ModelsRepository {
  return {
    async listModelCards() {
      const rows = await prisma.model.findMany({ orderBy: [{ provider: 'asc' }, { id: 'asc' }] });
      return rows.flatMap((row) => modelCardSchema.safeParse(row).data ?? []);
    },
    findModelCard: async (id) => modelCardSchema.safeParse(await prisma.model.findUnique({ where: { id } })).data,
  };
}
