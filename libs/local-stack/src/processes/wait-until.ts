import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

/** Answers true as soon as the check does, false at the deadline. A check that throws counts as "not yet". */
export async function waitUntil(check: () => boolean | Promise<boolean>, deadlineMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    try {
      if (await check()) return true;
    } catch {
      // Not yet.
    }
    if (Date.now() >= giveUpAt) return false;
    await sleep(POLL_MS);
  }
}
