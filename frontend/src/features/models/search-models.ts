import type { Model } from '@smart-ai-hub/contracts';
import { providerName } from '../../shared/ui/provider-name.ts';

export const kindNames: Record<Model['kind'], string> = { chat: 'Chat', embedding: 'Embeddings' };

/** The models in which every word of the search occurs: in the name, the id, the provider, the kind or "free". By provider and name. */
export function searchModels(models: readonly Model[], search: string): Model[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return models
    .filter((model) => {
      const text = searchTextOf(model);
      return words.every((word) => text.includes(word));
    })
    .toSorted(
      (one, other) =>
        providerName(one).localeCompare(providerName(other)) ||
        one.kind.localeCompare(other.kind) ||
        one.displayName.localeCompare(other.displayName, undefined, { numeric: true }),
    );
}

function searchTextOf(model: Model): string {
  const { displayName, id, kind, price } = model;
  return [displayName, id, providerName(model), kindNames[kind], price.free ? 'free' : ''].join(' ').toLowerCase();
}
