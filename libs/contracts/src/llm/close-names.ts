const ENOUGH = 0.45;
const MAX_SUGGESTIONS = 3;

/** The known names that look most like one that is not known, best first: at most three, none when nothing is near. */
export function closeNames(name: string, known: Iterable<string>): string[] {
  const wanted = pairsOf(name);
  return [...new Set(known)]
    .map((candidate) => ({ candidate, likeness: likeness(wanted, pairsOf(candidate)) }))
    .filter((one) => one.likeness >= ENOUGH)
    .toSorted((one, other) => other.likeness - one.likeness || one.candidate.localeCompare(other.candidate))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** Pairs of neighbouring characters, with how often each comes. */
function pairsOf(name: string): Map<string, number> {
  const text = ` ${name.toLowerCase()} `;
  const pairs = new Map<string, number>();
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = text.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

/** The Sørensen–Dice coefficient: the share of pairs that both have, from 0 to 1. */
function likeness(one: Map<string, number>, other: Map<string, number>): number {
  let shared = 0;
  for (const [pair, count] of one) shared += Math.min(count, other.get(pair) ?? 0);
  return (2 * shared) / (total(one) + total(other));
}

function total(pairs: Map<string, number>): number {
  return [...pairs.values()].reduce((sum, count) => sum + count, 0);
}
