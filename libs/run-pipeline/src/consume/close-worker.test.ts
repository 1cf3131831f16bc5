import { describe, expect, it } from '@jest/globals';
import { closeWorker } from './close-worker.ts';

/** A worker of BullMQ, as far as it is closed, that never comes to an end: it notes what is asked of it. */
function createHangingWorker() {
  const asked: string[] = [];
  const hang = async (what: string) => {
    asked.push(what);
    return new Promise<never>(() => undefined);
  };
  return { asked, close: () => hang('close'), disconnect: () => hang('disconnect') };
}

describe('a worker that cannot hang up in order', () => {
  it('is left behind after a moment, and so is the connection that it shares with workers that are still at work', async () => {
    const worker = createHangingWorker();
    await closeWorker(worker, () => 0, 60_000);
    expect(worker.asked).toEqual(['close']);
  });

  it('is waited for while it has something in hand, and no longer than that', async () => {
    const worker = createHangingWorker();
    let active = 1;
    const closing = closeWorker(worker, () => active, 60_000).then(() => 'left');
    expect(await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 2_500, 'waiting'))])).toBe(
      'waiting',
    );
    active = 0;
    expect(await closing).toBe('left');
  });
});
