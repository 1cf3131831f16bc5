import { setTimeout as sleep } from 'node:timers/promises';

export type EventuallyOptions = { deadlineMs?: number; intervalMs?: number };

/**
 * Repeats a check until it neither throws nor answers false, and returns its answer. At the deadline (15 s unless told otherwise) it throws
 * what the check threw last, so that the test shows the difference and not a time-out.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { deadlineMs = 15_000, intervalMs = 20 }: EventuallyOptions = {},
): Promise<Exclude<T, false>> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    try {
      const answer = await check();
      if (answer !== false) return answer as Exclude<T, false>;
      if (Date.now() >= giveUpAt) throw new Error(`The condition was still false after ${deadlineMs} ms.`);
    } catch (error) {
      if (Date.now() >= giveUpAt) throw error;
    }
    await sleep(intervalMs);
  }
}
