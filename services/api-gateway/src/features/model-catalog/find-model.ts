import { AppError, type ModelKind, type PricedCard } from '@smart-ai-hub/contracts';
import type { ModelCatalog } from './model-catalog.ts';

const USED_BY: Record<ModelKind, string> = {
  chat: 'answers messages; call /v1/chat/completions or /v1/messages with it',
  embedding: 'makes embeddings; call /v1/embeddings with it',
};

/**
 * The model of this name, at the price of this instant.
 * @throws AppError model_not_found; validation_failed for a model of another kind
 */
export async function findModel(models: ModelCatalog, id: string, kind: ModelKind): Promise<PricedCard> {
  const card = await models.find(id);
  if (!card) {
    throw new AppError('model_not_found', {
      detail: `There is no model named "${id}". GET /v1/models lists those you can call.`,
      errors: [{ path: 'model', message: 'no such model' }],
    });
  }
  if (card.kind !== kind) {
    throw new AppError('validation_failed', {
      detail: `The model "${id}" ${USED_BY[card.kind]}.`,
      errors: [{ path: 'model', message: USED_BY[card.kind] }],
    });
  }
  return card;
}
