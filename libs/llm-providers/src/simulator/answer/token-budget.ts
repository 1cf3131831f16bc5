export type TokenBudget = ReturnType<typeof createTokenBudget>;

/** Counts out tokens until the caller's limit is met; only a cut makes it spent, not an exact fit. */
export function createTokenBudget(limit: number) {
  let used = 0;
  let isSpent = false;
  return {
    take(tokens: string[]): string[] {
      const taken = tokens.length > limit - used ? tokens.slice(0, limit - used) : tokens;
      used += taken.length;
      isSpent ||= taken.length < tokens.length;
      return taken;
    },
    used: () => used,
    isSpent: () => isSpent,
  };
}
