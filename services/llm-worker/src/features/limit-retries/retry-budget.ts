export type RetryBudget = {
  /** A request has come: it earns a tenth of a retry. */
  noteRequest(): void;
  /** Takes a retry from the budget, if there is one left. */
  take(): boolean;
};

export type RetryBudgetOptions = {
  onAsked?: (answer: 'allowed' | 'refused') => void;
  now?: () => number;
};

const SHARE = 0.1;
/** Earned by requests, it may be saved up to this: a second of heavy traffic, or minutes of little. */
const MOST = 50;
/** Rare traffic may retry too: so many are there at first, and come back within a minute. */
const FLOOR = 10;
const FLOOR_MS = 60_000;

/**
 * Retries are a tenth of requests at most, besides a few: when a provider is down, trying everything again three times would be
 * three times the load, for nothing.
 */
export function createRetryBudget({ onAsked, now = Date.now }: RetryBudgetOptions = {}): RetryBudget {
  let retries = FLOOR;
  let filledAtMs = now();
  const refill = () => {
    const nowMs = now();
    const dripped = retries + ((nowMs - filledAtMs) * FLOOR) / FLOOR_MS;
    retries = Math.max(retries, Math.min(FLOOR, dripped));
    filledAtMs = nowMs;
  };
  return {
    noteRequest() {
      refill();
      retries = Math.min(MOST, retries + SHARE);
    },
    take() {
      refill();
      const isAllowed = retries >= 1;
      if (isAllowed) retries -= 1;
      onAsked?.(isAllowed ? 'allowed' : 'refused');
      return isAllowed;
    },
  };
}
