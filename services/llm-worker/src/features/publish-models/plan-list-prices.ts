import { type ModelPrice, isSamePrice } from '@smart-ai-hub/contracts';
import type { DatedPrice } from '@smart-ai-hub/llm-providers';

/** What the list that this worker brings along says of a model, oldest price first. */
export type ListedPrices = { modelId: string; prices: DatedPrice[] };
/** A list price in the book that nobody has ended. */
export type OpenListPrice = { id: string; modelId: string; effectiveFrom: Date; price: ModelPrice; listedOn: Date };
/** `from` is absent where the price begins at once. */
export type NewListPrice = { modelId: string; from?: Date; price: ModelPrice };
export type ListPriceChanges = { begin: NewListPrice[]; end: string[] };

export type BookState = {
  open: readonly OpenListPrice[];
  /** The day of this worker's list. */
  listedOn: Date;
  now: Date;
};

/**
 * What has to be written so that the book says what the list says, of each model: the price of today, and those announced for
 * later. What is right already stays. A model of which the book has a newer list is left alone: in a rolling upgrade, workers
 * of both versions publish.
 */
export function planListPrices(listed: readonly ListedPrices[], { open, listedOn, now }: BookState): ListPriceChanges {
  const book = Map.groupBy(open, ({ modelId }) => modelId);
  const plans = listed.map((model) => planModel(model, book.get(model.modelId) ?? [], listedOn, now));
  return { begin: plans.flatMap(({ begin }) => begin), end: plans.flatMap(({ end }) => end) };
}

function planModel(
  { modelId, prices }: ListedPrices,
  open: readonly OpenListPrice[],
  listedOn: Date,
  now: Date,
): ListPriceChanges {
  if (open.some((entry) => entry.listedOn > listedOn)) return { begin: [], end: [] };
  const wanted = wantedPrices(prices, now);
  const kept = new Set<OpenListPrice>();
  const begin = wanted.filter(({ from, price }) => {
    const right = from === undefined ? newestBegun(open, now) : open.find((entry) => isAt(entry, from));
    if (!right || !isSamePrice(right.price, price)) return true;
    kept.add(right);
    return false;
  });
  return {
    begin: begin.map((price) => ({ modelId, ...price })),
    end: open.filter((entry) => !kept.has(entry)).map(({ id }) => id),
  };
}

/** The price of today, without a date, and the ones to come. */
function wantedPrices(prices: readonly DatedPrice[], now: Date): DatedPrice[] {
  const current = prices.findLast(({ from }) => from === undefined || from <= now);
  const upcoming = prices.filter(({ from }) => from !== undefined && from > now);
  return [...(current ? [{ price: current.price }] : []), ...upcoming];
}

function newestBegun(open: readonly OpenListPrice[], now: Date): OpenListPrice | undefined {
  return open
    .filter(({ effectiveFrom }) => effectiveFrom <= now)
    .toSorted((one, other) => one.effectiveFrom.getTime() - other.effectiveFrom.getTime())
    .at(-1);
}

function isAt({ effectiveFrom }: OpenListPrice, from: Date): boolean {
  return effectiveFrom.getTime() === from.getTime();
}
