import { type PricedCard, type PricedModel, cardAt } from '@smart-ai-hub/contracts';

export type ModelCatalog = {
  /** The model with the price of this instant, which the run that is admitted now will keep. */
  find(id: string): Promise<PricedCard | undefined>;
  list(): Promise<PricedCard[]>;
};

export type ModelCatalogOptions = {
  readModels: () => Promise<PricedModel[]>;
  /** Models and prices are read again after this; until the new ones are there, the old ones serve. */
  maxAgeMs: number;
  now?: () => number;
};

/**
 * The models as the workers published them and the price book, kept in memory: a call must not pay for a look-up. A price that
 * is known beforehand changes at its very instant, read again or not. While PostgreSQL is away the last known models go on
 * serving. A model that is not among them is looked for once more before it is refused.
 */
export function createModelCatalog({ readModels, maxAgeMs, now = Date.now }: ModelCatalogOptions): ModelCatalog {
  let models = new Map<string, PricedModel>();
  let readAtMs = -Infinity;
  let reading: Promise<void> | undefined;

  const read = () => {
    reading ??= readModels()
      .then((fresh) => {
        models = new Map(fresh.map((model) => [model.id, model]));
        readAtMs = now();
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const refreshed = async () => {
    const ageMs = now() - readAtMs;
    if (models.size === 0) await read();
    else if (ageMs > maxAgeMs) read().catch(() => undefined);
  };

  const MISS_REREAD_MS = 1_000;
  return {
    async find(id) {
      await refreshed();
      if (!models.has(id) && now() - readAtMs > MISS_REREAD_MS) await read();
      const model = models.get(id);
      return model && cardAt(model, now());
    },
    async list() {
      await refreshed();
      return [...models.values()].map((model) => cardAt(model, now()));
    },
  };
}
