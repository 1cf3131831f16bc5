import type { ProviderRouting } from './provider-preferences.ts';
import type { RoutingStrategy } from './sort-models.ts';

type Served = { id: string; provider: string };
type Sort<Card> = (cards: readonly Card[], by: RoutingStrategy) => Card[];

const STRATEGIES = { price: 'cost', throughput: 'throughput', latency: 'latency' } as const;

/** Whether a caller lets a provider answer at all. */
export function isAllowed({ provider }: Served, routing: ProviderRouting | undefined): boolean {
  if (!routing) return true;
  const { only, ignore } = routing;
  return (only.length === 0 || only.includes(provider)) && !ignore.includes(provider);
}

/**
 * The models of a call in the order in which they are asked. `groups` has the models of each name that the caller wrote, in their own
 * order: it is kept between groups, and within each where nothing else is wanted.
 */
export function routeModels<Card extends Served>(
  groups: readonly (readonly Card[])[],
  routing: ProviderRouting,
  sort: Sort<Card>,
): Card[] {
  const wanted = routing.acrossModels ? [groups.flat()] : groups;
  return wanted.flatMap((group) => routeGroup(group, routing, sort));
}

function routeGroup<Card extends Served>(
  group: readonly Card[],
  routing: ProviderRouting,
  sort: Sort<Card>,
): readonly Card[] {
  const allowed = group.filter((card) => isAllowed(card, routing));
  const sorted = routing.sort ? sort(allowed, STRATEGIES[routing.sort]) : allowed;
  const { order, allowFallbacks } = routing;
  const placeOf = ({ provider }: Card) => (order.includes(provider) ? order.indexOf(provider) : order.length);
  const ordered = sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  if (allowFallbacks) return ordered;
  if (order.length > 0) return ordered.filter(({ provider }) => order.includes(provider));
  return ordered.filter(({ provider }) => provider === ordered[0]?.provider);
}

/**
 * Leads from each model to those of other providers that have its name: `gpt-5` and `proxy/gpt-5`, `gpu/llama3` and `ollama/llama3`.
 * `spellingOf` makes one of the ways in which a name is written.
 */
export function sameModels<Card extends Served>(cards: readonly Card[], spellingOf: (name: string) => string) {
  const nameOf = ({ id, provider }: Card) => {
    const start = `${provider}/`;
    return spellingOf(id.startsWith(start) ? id.slice(start.length) : id);
  };
  const byName = Map.groupBy(cards, nameOf);
  return (card: Card): Card[] => {
    const others = (byName.get(nameOf(card)) ?? []).filter(({ provider }) => provider !== card.provider);
    const firstOfEach = new Map(others.toReversed().map((one) => [one.provider, one]));
    return others.filter((one) => firstOfEach.get(one.provider) === one);
  };
}
