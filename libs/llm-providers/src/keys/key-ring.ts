import type { ProviderKey } from './provider-keys.schema.ts';

/** A key that was chosen. It is told apart by its number, from 1 on, wherever somebody may read it. */
export type ChosenKey = { key: string; number: number };

export type KeyRing = {
  size: number;
  /** The next key in turn, by weight, of those that do not rest and are not in `tried`; undefined when there is none. */
  choose(tried: ReadonlySet<number>): ChosenKey | undefined;
  /** The key that can be used again soonest, for when all rest. */
  soonest(): ChosenKey;
  rest(number: number, ms: number): void;
};

type Held = ChosenKey & { weight: number; turn: number; restsUntilMs: number };

/** Weighted turns that are spread evenly: of weights 3 and 1 come a, a, b, a. */
export function createKeyRing(keys: readonly ProviderKey[], now: () => number = Date.now): KeyRing {
  const ring = keys.map(({ key, weight }, at): Held => ({ key, weight, number: at + 1, turn: 0, restsUntilMs: 0 }));
  const byRest = (one: Held, other: Held) => one.restsUntilMs - other.restsUntilMs;
  return {
    size: ring.length,
    choose(tried) {
      const free = ring.filter(({ number, restsUntilMs }) => restsUntilMs <= now() && !tried.has(number));
      for (const one of free) one.turn += one.weight;
      const chosen = free.toSorted((one, other) => other.turn - one.turn)[0];
      if (chosen) chosen.turn -= free.reduce((sum, { weight }) => sum + weight, 0);
      return chosen;
    },
    soonest() {
      const [first] = ring.toSorted(byRest);
      if (!first) throw new TypeError('a ring has a key');
      return first;
    },
    rest(number, ms) {
      const held = ring[number - 1];
      if (held) held.restsUntilMs = Math.max(held.restsUntilMs, now() + ms);
    },
  };
}
