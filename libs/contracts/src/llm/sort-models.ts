import { z } from 'zod';
import type { ModelPrice } from './price.ts';

/** In what order the hub tries the models that it chooses itself. */
export const routingStrategySchema = z.enum(['order', 'cost', 'latency'], {
  error: 'is order, cost or latency',
});
export type RoutingStrategy = z.output<typeof routingStrategySchema>;

/** The time to the first word of a model's answers in the last minutes, in milliseconds; undefined when nobody has called it. */
export type Latency = (provider: string, model: string) => number | undefined;

type SortableCard = { id: string; provider: string; price?: ModelPrice | undefined };

/** An ordinary call reads three tokens for each one that it writes. */
const INPUT_TO_OUTPUT = 3;

/**
 * The same cards, the cheapest or the fastest first. What has no price or was not measured keeps its place, and so do those
 * that are alike.
 */
export function sortModels<Card extends SortableCard>(
  cards: readonly Card[],
  strategy: RoutingStrategy,
  latencyOf: Latency = () => undefined,
): Card[] {
  const valueOf = ({ id, provider, price }: Card): number | undefined => {
    if (strategy === 'latency') return latencyOf(provider, id);
    return price && INPUT_TO_OUTPUT * price.inputMicros + price.outputMicros;
  };
  if (strategy === 'order') return [...cards];
  const valued = cards.flatMap((card) => {
    const value = valueOf(card);
    return value === undefined ? [] : [{ card, value }];
  });
  const sorted = valued.toSorted((one, other) => one.value - other.value).map(({ card }) => card);
  return cards.map((card) => (valueOf(card) === undefined ? card : (sorted.shift() ?? card)));
}
