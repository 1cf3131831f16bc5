import { z } from 'zod';
import type { ModelPrice } from './price.ts';

/** In what order the hub tries the models that it chooses itself. */
export const routingStrategySchema = z.enum(['order', 'cost', 'latency', 'throughput'], {
  error: 'is order, cost, latency or throughput',
});
export type RoutingStrategy = z.output<typeof routingStrategySchema>;

/** How fast a model's answers were in the last minutes: the usual time to the first word, and how much it wrote in a second of answering. */
export type ModelSpeed = { firstTokenMs?: number | undefined; tokensPerSecond?: number | undefined };
/** Undefined when nobody has called the model. */
export type SpeedOf = (provider: string, model: string) => ModelSpeed | undefined;

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
  speedOf: SpeedOf = () => undefined,
): Card[] {
  const valueOf = ({ id, provider, price }: Card): number | undefined => {
    if (strategy === 'latency') return speedOf(provider, id)?.firstTokenMs;
    if (strategy === 'throughput') return negated(speedOf(provider, id)?.tokensPerSecond);
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

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}
