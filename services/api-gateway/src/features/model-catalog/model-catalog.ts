import {
  type ModelNames,
  type NameSettings,
  type NamedAlias,
  type PricedCard,
  type PricedModel,
  type WantedModel,
  cardAt,
  createModelNames,
} from '@smart-ai-hub/contracts';

export type ModelCatalog = {
  /**
   * The models that the names lead to, in order of preference, with the prices of this instant, which the run that is admitted
   * now will keep.
   * @throws AppError model_not_found, validation_failed for models of another kind
   */
  resolve(names: readonly string[], wanted: WantedModel): Promise<[PricedCard, ...PricedCard[]]>;
  list(): Promise<PricedCard[]>;
  /** What may be called besides the models' own ids. */
  aliases(): Promise<NamedAlias[]>;
};

export type ModelCatalogOptions = {
  readModels: () => Promise<PricedModel[]>;
  names: NameSettings;
  /** Models and prices are read again after this; until the new ones are there, the old ones serve. */
  maxAgeMs: number;
  now?: () => number;
};

/**
 * The models as the workers published them and the price book, kept in memory: a call must not pay for a look-up. A price that
 * is known beforehand changes at its very instant, read again or not. While PostgreSQL is away the last known models go on
 * serving. A name that leads to none of them is looked for once more before it is refused.
 */
export function createModelCatalog({ readModels, names, maxAgeMs, now = Date.now }: ModelCatalogOptions): ModelCatalog {
  let known = toKnown([], names);
  let readAtMs = -Infinity;
  let triedAtMs = -Infinity;
  let reading: Promise<void> | undefined;

  const read = () => {
    if (reading === undefined) triedAtMs = now();
    reading ??= readModels()
      .then((fresh) => {
        known = toKnown(fresh, names);
        readAtMs = now();
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const refreshed = async () => {
    const ageMs = now() - readAtMs;
    if (known.models.size === 0) await read();
    else if (ageMs > maxAgeMs) {
      const isTooOld = ageMs > maxAgeMs * TOO_OLD && (reading !== undefined || now() - triedAtMs > maxAgeMs);
      const fresh = read().catch(() => undefined);
      if (isTooOld) await fresh;
    }
    return known;
  };
  return {
    async resolve(requested, wanted) {
      const current = await refreshed();
      try {
        return pricedAt(current, current.index.resolve(requested, wanted), now());
      } catch (error) {
        if (now() - readAtMs <= MISS_REREAD_MS) throw error;
        await read();
        return pricedAt(known, known.index.resolve(requested, wanted), now());
      }
    },
    async list() {
      const { models } = await refreshed();
      return [...models.values()].map((model) => cardAt(model, now()));
    },
    aliases: async () => (await refreshed()).index.aliases(),
  };
}

const MISS_REREAD_MS = 1_000;
/**
 * From this many times the greatest age on, a call waits for the models to be read: in a gateway that nobody called for an hour
 * it would otherwise be charged at the prices of an hour ago. While PostgreSQL is away only one call in a while waits.
 */
const TOO_OLD = 2;

type Known = { models: Map<string, PricedModel>; index: ModelNames };

/** What a model is does not change with its price: any of its cards will do for the names. */
function toKnown(models: readonly PricedModel[], names: NameSettings): Known {
  const cards = models.flatMap(({ steps }) => steps[0]?.card ?? []);
  const index = createModelNames(cards, names, { listedBy: 'GET /v1/models lists those you can call.' });
  return { models: new Map(models.map((model) => [model.id, model])), index };
}

function pricedAt({ models }: Known, ids: [string, ...string[]], atMs: number): [PricedCard, ...PricedCard[]] {
  const cardOf = (id: string) => {
    const model = models.get(id);
    if (!model) throw new TypeError(`the index of names leads to "${id}", which is not a model`);
    return cardAt(model, atMs);
  };
  const [first, ...rest] = ids;
  return [cardOf(first), ...rest.map(cardOf)];
}
