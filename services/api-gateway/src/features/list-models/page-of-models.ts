import type { ModelListQuery } from '@smart-ai-hub/dialects';
import type { ListedModel } from './listed-models.ts';

export type ModelPage = { cards: ListedModel[]; hasMore: boolean };

/**
 * One page of Anthropic's listing, which has no embeddings: the models behind `after_id`, or the last ones before `before_id`. A
 * cursor that names no model any more begins at that end of the list.
 */
export function pageOfModels(
  all: readonly ListedModel[],
  { limit, after_id: after, before_id: before }: ModelListQuery,
): ModelPage {
  const cards = all.filter(({ kind }) => kind === 'chat');
  const placeOf = (id: string) => cards.findIndex((card) => card.id === id);
  if (before !== undefined && after === undefined) {
    const place = placeOf(before);
    const earlier = place === -1 ? cards : cards.slice(0, place);
    return { cards: earlier.slice(-limit), hasMore: earlier.length > limit };
  }
  const later = after === undefined ? cards : cards.slice(placeOf(after) + 1);
  return { cards: later.slice(0, limit), hasMore: later.length > limit };
}
