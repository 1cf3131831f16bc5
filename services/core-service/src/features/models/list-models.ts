import { type Model, presentModel } from '@smart-ai-hub/contracts';
import type { ModelsRepository } from './models.repository.ts';

export async function listModels(models: ModelsRepository): Promise<{ models: Model[] }> {
  const cards = await models.listModelCards();
  return { models: cards.map(presentModel) };
}
