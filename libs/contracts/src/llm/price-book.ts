import { z } from 'zod';
import { type ModelCard, modelCardSchema } from './model-card.ts';
import { type ModelPrice, modelPriceSchema } from './price.ts';

/** Who set a price: the list that the product brings along, or an administrator. */
export const priceSourceSchema = z.enum(['catalog', 'admin']);
export type PriceSource = z.output<typeof priceSourceSchema>;

/**
 * One line of the price book. It holds from `effectiveFrom` on, up to `effectiveUntil` or to the moment it was ended, whichever
 * comes first; neither moment itself is included. One that was ended before it began never held.
 */
export const priceBookEntrySchema = z.object({
  id: z.string(),
  modelId: z.string(),
  effectiveFrom: z.date(),
  effectiveUntil: z.date().nullable(),
  endedAt: z.date().nullable(),
  price: modelPriceSchema,
  source: priceSourceSchema,
  createdAt: z.date(),
});
export type PriceBookEntry = z.output<typeof priceBookEntrySchema>;

/** A price and where it comes from: a line of the book, or the card itself where the book says nothing. */
export type ResolvedPrice = { price: ModelPrice; source: PriceSource | 'card'; entryId?: string };
/** From `fromMs` (milliseconds since the epoch; -Infinity for the first) until the next step. */
export type PriceStep = ResolvedPrice & { fromMs: number };

/** When an entry stops to hold, in milliseconds since the epoch; Infinity while nobody has said. */
export function endOfEntry({ effectiveUntil, endedAt }: PriceBookEntry): number {
  return Math.min(effectiveUntil?.getTime() ?? Infinity, endedAt?.getTime() ?? Infinity);
}

/**
 * The price of a model at an instant: the newest of the administrators' entries that hold then, else the newest of the
 * catalog's, else the card's own. Newest is whichever begins last, and of those that begin together the one written last.
 */
export function resolvePrice(own: ModelPrice, entries: readonly PriceBookEntry[], atMs: number): ResolvedPrice {
  const holding = entries.filter((entry) => entry.effectiveFrom.getTime() <= atMs && atMs < endOfEntry(entry));
  const chosen = newest(holding, 'admin') ?? newest(holding, 'catalog');
  if (chosen === undefined) return { price: own, source: 'card' };
  return { price: chosen.price, source: chosen.source, entryId: chosen.id };
}

function newest(entries: readonly PriceBookEntry[], source: PriceSource): PriceBookEntry | undefined {
  return entries
    .filter((entry) => entry.source === source)
    .toSorted(oldestFirst)
    .at(-1);
}

function oldestFirst(one: PriceBookEntry, other: PriceBookEntry): number {
  return (
    one.effectiveFrom.getTime() - other.effectiveFrom.getTime() ||
    one.createdAt.getTime() - other.createdAt.getTime() ||
    (one.id < other.id ? -1 : 1)
  );
}

/** All prices of a model in their order, so that who keeps it in memory switches at the very instant without reading again. */
export function priceTimeline(own: ModelPrice, entries: readonly PriceBookEntry[]): PriceStep[] {
  const changes = entries.flatMap((entry) => [entry.effectiveFrom.getTime(), endOfEntry(entry)]);
  const instants = [...new Set(changes)].filter(Number.isFinite).toSorted((one, other) => one - other);
  const steps = [-Infinity, ...instants].map((fromMs) => ({ fromMs, ...resolvePrice(own, entries, fromMs) }));
  return steps.filter((step, at) => at === 0 || step.entryId !== steps[at - 1]?.entryId);
}

/** A card at one of its prices, and the next other price if it is known. */
export type PricedCard = ModelCard & { nextPrice?: PriceStep };
/** A model as a service keeps it: its card once for each price, worked out when it is read and not on each call. */
export type PricedModel = { id: string; steps: { fromMs: number; card: PricedCard }[] };

/**
 * Puts the published cards and the price book together. Rows are checked one by one: what a newer version wrote in another
 * form is left out rather than breaking every call.
 */
export function toPricedModels(cards: readonly unknown[], entries: readonly unknown[]): PricedModel[] {
  const book = Map.groupBy(
    entries.flatMap((row) => priceBookEntrySchema.safeParse(row).data ?? []),
    (entry) => entry.modelId,
  );
  return cards
    .flatMap((row) => modelCardSchema.safeParse(row).data ?? [])
    .map((card) => toPricedModel(card, priceTimeline(card.price, book.get(card.id) ?? [])));
}

function toPricedModel(card: ModelCard, timeline: PriceStep[]): PricedModel {
  const steps = timeline.map(({ fromMs, price }, at) => {
    const nextPrice = timeline.slice(at + 1).find((later) => !isSamePrice(later.price, price));
    return { fromMs, card: { ...card, price, ...(nextPrice && { nextPrice }) } };
  });
  return { id: card.id, steps };
}

/** Compares what the prices say: the schema puts members into one order, whoever wrote them. */
export function isSamePrice(one: ModelPrice, other: ModelPrice): boolean {
  return canonicalText(one) === canonicalText(other);
}

const canonicalText = (price: ModelPrice) => JSON.stringify(modelPriceSchema.parse(price));

/** The card as it is sold at this instant (milliseconds since the epoch). */
export function cardAt({ id, steps }: PricedModel, atMs: number): PricedCard {
  const step = steps.findLast(({ fromMs }) => fromMs <= atMs);
  if (step === undefined) throw new Error(`model ${id} has no price at ${atMs}`);
  return step.card;
}
