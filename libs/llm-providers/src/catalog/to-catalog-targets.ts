import type { ModelTarget } from '@smart-ai-hub/dialects';
import type { ListedModel } from '../providers/model-listing.ts';
import type { CatalogEntry } from './catalog-entry.ts';

/** Every name of every model in a catalog. */
export function allCatalogTargets(catalog: CatalogEntry[]): ModelTarget[] {
  return catalog.flatMap(targetsOf);
}

/** The catalog's models that the provider lists for our key, under each of their names. */
export function listedCatalogTargets(catalog: CatalogEntry[], listed: ListedModel[]): ModelTarget[] {
  const ids = new Set(listed.map(({ id }) => id));
  return catalog.filter(({ card, aliases }) => [card.id, ...aliases].some((id) => ids.has(id))).flatMap(targetsOf);
}

function targetsOf({ card, aliases }: CatalogEntry): ModelTarget[] {
  const dated = aliases.map((id) => ({
    card: { ...card, id, displayName: `${card.displayName} (${id.slice(-8)})` },
    upstreamModel: id,
  }));
  return [{ card, upstreamModel: card.id }, ...dated];
}
