/** Times are counted in bins, each a fifth longer than the one before: what is read from them is at most a fifth too long. */
const SHORTEST_MS = 50;
const RATIO = 1.2;
const LAST_BIN = 44;

/** The bin of a time in milliseconds; the last one, of more than two minutes, has no upper end. */
export function binOf(ms: number): number {
  if (ms <= SHORTEST_MS) return 0;
  return Math.min(LAST_BIN, Math.ceil(Math.log(ms / SHORTEST_MS) / Math.log(RATIO)));
}

/** The time in whole milliseconds within which the share `q` of all stayed; undefined when there are none. */
export function quantileOf(bins: ReadonlyMap<number, number>, q: number): number | undefined {
  const total = [...bins.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let seen = 0;
  for (let bin = 0; bin <= LAST_BIN; bin += 1) {
    seen += bins.get(bin) ?? 0;
    if (seen >= q * total) return Math.round(SHORTEST_MS * RATIO ** bin);
  }
  return Math.round(SHORTEST_MS * RATIO ** LAST_BIN);
}
