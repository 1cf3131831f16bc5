const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After how long an attempt is followed by the next: eight in all, over a little more than a day. */
const DELAYS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];

/** So that an address which comes back is not met by everything at once. */
const JITTER = 0.1;

/**
 * How long to wait after the failure of a delivery's n-th attempt (the first is 1); undefined when it was the last.
 * @param random In [0, 1).
 */
export function delayAfter(attempt: number, random = Math.random()): number | undefined {
  const delay = DELAYS_MS[attempt - 1];
  return delay === undefined ? undefined : Math.round(delay * (1 + JITTER * random));
}

/** An address at which nothing has been delivered for so long is given up. */
export const GIVE_UP_AFTER_DAYS = 5;
