import { AppError, type NamedAlias, type PricedCard } from '@smart-ai-hub/contracts';
import type { ModelCatalog } from '../model-catalog/model-catalog.ts';

/** What can be called by a name: a model, or an alias with the card of the first model that it leads to. */
export type ListedModel = PricedCard & {
  /** The models that may answer, in order; absent on a model itself. */
  aliasOf?: string[];
};

/** The models and then the names that stand for some of them, so that clients that offer what a list has offer these too. */
export async function listModels(models: ModelCatalog): Promise<ListedModel[]> {
  const cards = await models.list();
  const aliases = await models.aliases();
  return [...cards, ...aliases.flatMap((alias) => listedAlias(cards, alias) ?? [])];
}

/** @throws AppError model_not_found */
export async function readModel(models: ModelCatalog, name: string): Promise<ListedModel> {
  const listed = (await listModels(models)).find(({ id }) => id === name);
  if (listed) return listed;
  throw new AppError('model_not_found', {
    detail: 'There is no model of this name. GET /v1/models lists those you can call.',
    errors: [{ path: 'id', message: 'no such model' }],
  });
}

function listedAlias(cards: readonly PricedCard[], { name, aliasOf }: NamedAlias): ListedModel | undefined {
  const target = cards.find(({ id }) => id === aliasOf[0]);
  return target && { ...target, id: name, displayName: `${name} (${target.displayName})`, aliasOf };
}
