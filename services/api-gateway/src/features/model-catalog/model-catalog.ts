import type { ModelCard } from '@smart-ai-hub/contracts';

export type ModelCatalog = {
  find(id: string): Promise<ModelCard | undefined>;
  list(): Promise<ModelCard[]>;
};

export type ModelCatalogOptions = {
  readCards: () => Promise<ModelCard[]>;
  /** Cards are read again after this; until the new ones are there, the old ones serve. */
  maxAgeMs: number;
  now?: () => number;
};

/**
 * The models as the workers published them, kept in memory: a call must not pay for a look-up. While PostgreSQL is away the
 * last known cards go on serving. A model that is not among them is looked for once more before it is refused.
 */
export function createModelCatalog({ readCards, maxAgeMs, now = Date.now }: ModelCatalogOptions): ModelCatalog {
  let cards = new Map<string, ModelCard>();
  let readAtMs = -Infinity;
  let reading: Promise<void> | undefined;

  const read = () => {
    reading ??= readCards()
      .then((fresh) => {
        cards = new Map(fresh.map((card) => [card.id, card]));
        readAtMs = now();
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const refreshed = async () => {
    const ageMs = now() - readAtMs;
    if (cards.size === 0) await read();
    else if (ageMs > maxAgeMs) read().catch(() => undefined);
  };

  const MISS_REREAD_MS = 1_000;
  return {
    async find(id) {
      await refreshed();
      if (!cards.has(id) && now() - readAtMs > MISS_REREAD_MS) await read();
      return cards.get(id);
    },
    async list() {
      await refreshed();
      return [...cards.values()];
    },
  };
}
