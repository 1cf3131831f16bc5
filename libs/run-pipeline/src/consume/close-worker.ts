import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'bullmq';

const POLL_MS = 50;
/** What BullMQ needs to hang up in order; it would wait for a Redis that is away as long as that is away. */
const HANG_UP_MS = 2_000;

/**
 * Takes no new jobs, and waits for those in hand, at most so long; a worker that has none is gone in a moment, with or without Redis. Its
 * connection is shared with others that may still be at work: whoever opened it closes it.
 */
export async function closeWorker(
  worker: Pick<Worker, 'close'>,
  countActive: () => number,
  timeoutMs: number,
): Promise<void> {
  const closed = worker.close().then(() => true);
  const giveUpAt = Date.now() + timeoutMs;
  while (countActive() > 0 && Date.now() < giveUpAt) {
    if (await Promise.race([closed, sleep(POLL_MS, false)])) return;
  }
  await Promise.race([closed, sleep(HANG_UP_MS, undefined, { ref: false })]);
}
