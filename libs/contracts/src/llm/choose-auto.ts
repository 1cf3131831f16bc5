import type { ModelCard } from './model-card.ts';

/** What an ordinary call is best served by, of the big providers. Others are represented by the first model they offer. */
const PREFERRED = ['claude-sonnet-latest', 'gpt-latest', 'claude-haiku-latest', 'gpt-mini-latest'];
const MAX_CHOICES = 3;

/** Cards as far as the choice looks at them. */
export type ChoosableCard = Pick<
  ModelCard,
  'id' | 'provider' | 'kind' | 'simulated' | 'contextTokens' | 'capabilities'
> &
  Partial<Pick<ModelCard, 'price'>>;

/**
 * What `auto` means where the operator has not said: of the models that can do what the call needs, one of each provider, so
 * that the failure of a provider leaves another. Models of the simulator only when there is nothing else.
 * `latest` leads from a computed alias to the card's id.
 */
export function chooseAuto<Card extends ChoosableCard>(
  able: readonly Card[],
  latest: ReadonlyMap<string, string>,
): Card[] {
  const real = able.filter((card) => !card.simulated);
  const ranked = byPreference(real.length > 0 ? real : able, latest);
  const first = new Map<string, Card>();
  for (const card of ranked) if (!first.has(card.provider)) first.set(card.provider, card);
  return [...first.values()].slice(0, MAX_CHOICES);
}

function byPreference<Card extends ChoosableCard>(cards: readonly Card[], latest: ReadonlyMap<string, string>): Card[] {
  const preferred = PREFERRED.map((alias) => latest.get(alias));
  const rank = ({ id }: Card) => {
    const at = preferred.indexOf(id);
    return at < 0 ? preferred.length : at;
  };
  return cards.toSorted((one, other) => rank(one) - rank(other));
}
