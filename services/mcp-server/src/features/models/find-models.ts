import { type NameSettings, type PricedCard, type WantedModel, createModelNames } from '@smart-ai-hub/contracts';
import type { ModelsRepository } from './models.repository.ts';

/**
 * The models that a name leads to, the preferred one first: an id of list_models, an alias, or `auto`.
 * @throws AppError model_not_found
 */
export async function findModels(
  models: ModelsRepository,
  settings: NameSettings,
  name: string,
  wanted: Pick<WantedModel, 'readNeeds' | 'fallbacks'>,
): Promise<[PricedCard, ...PricedCard[]]> {
  const cards = await models.listModelCards();
  const names = createModelNames(cards, settings, { listedBy: 'The tool list_models tells which there are.' });
  const cardOf = (id: string): PricedCard => {
    const card = cards.find((one) => one.id === id);
    if (!card) throw new TypeError(`the name leads to "${id}", which is not a model`);
    return card;
  };
  const [first, ...rest] = names.resolve([name], { kind: 'chat', ...wanted });
  return [cardOf(first), ...rest.map(cardOf)];
}
