import { type Model, type ModelCard, microsToCredits } from '@smart-ai-hub/contracts';
import type { ModelsRepository } from './models.repository.ts';

export async function listModels(models: ModelsRepository): Promise<{ models: Model[] }> {
  const cards = await models.listModelCards();
  return { models: cards.map(presentModel) };
}

/** Prices are stored in micro-credits per million tokens and shown in credits per million tokens. */
export function presentModel({ price, ...card }: ModelCard): Model {
  const credits = (micros: number) => microsToCredits(BigInt(micros));
  return {
    ...card,
    price: {
      input: credits(price.inputMicros),
      cacheRead: credits(price.cacheReadMicros),
      output: credits(price.outputMicros),
    },
  };
}
