import { type ModelCard, modelCardSchema } from '@smart-ai-hub/contracts';
import type { PrismaClient } from '@smart-ai-hub/database';

/** Reads all published cards; a row that does not fit the schema (a newer worker's) is left out rather than breaking every call. */
export async function readModelCards(prisma: PrismaClient): Promise<ModelCard[]> {
  const rows = await prisma.model.findMany({ orderBy: [{ provider: 'asc' }, { id: 'asc' }] });
  return rows.flatMap((row) => {
    const card = modelCardSchema.safeParse(row);
    return card.success ? [card.data] : [];
  });
}
