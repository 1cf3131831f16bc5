import { type ModelCard, modelCardSchema } from '@smart-ai-hub/contracts';
import type { PrismaClient } from '@smart-ai-hub/database';

/** What the workers can reach; the same for every account. */
export type ModelsRepository = {
  /** A row that does not fit the schema (a newer worker's) is left out rather than failing the whole list. */
  listModelCards(): Promise<ModelCard[]>;
};

export function createModelsRepository(prisma: PrismaClient): ModelsRepository {
  return {
    async listModelCards() {
      const rows = await prisma.model.findMany({ orderBy: [{ provider: 'asc' }, { id: 'asc' }] });
      return rows.flatMap((row) => modelCardSchema.safeParse(row).data ?? []);
    },
  };
}
