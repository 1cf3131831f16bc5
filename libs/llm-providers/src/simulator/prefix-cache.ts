/** Remembers which prompt prefixes were seen, as a provider's prompt cache does. */
export type PrefixCache = { has(key: string): boolean; remember(key: string, ttlMs: number): void; clear(): void };

const MAX_PREFIXES = 20_000;

export function createPrefixCache(now: () => number): PrefixCache {
  const expiries = new Map<string, number>();
  return {
    has: (key) => (expiries.get(key) ?? 0) > now(),
    remember(key, ttlMs) {
      if (expiries.size >= MAX_PREFIXES) expiries.clear();
      expiries.set(key, now() + ttlMs);
    },
    clear: () => expiries.clear(),
  };
}
