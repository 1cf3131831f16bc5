import type { ModelCard } from '@smart-ai-hub/contracts';
import { anthropicCatalog } from './anthropic.catalog.ts';
import type { DatedPrice } from './catalog-entry.ts';
import { openAiCatalog } from './openai.catalog.ts';

const catalog = [...anthropicCatalog, ...openAiCatalog];

/**
 * The list prices of a published model, oldest first, also those that are announced for later. Undefined for models whose
 * price is the operator's own: those of configured endpoints and of the simulator.
 */
export function listPricesOf({ provider, id }: Pick<ModelCard, 'provider' | 'id'>): DatedPrice[] | undefined {
  return catalog.find(({ card, aliases }) => card.provider === provider && (card.id === id || aliases.includes(id)))
    ?.prices;
}
