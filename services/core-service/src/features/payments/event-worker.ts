import { type HandleEventDeps, handleEvent } from './handle-event.ts';

/** Handles what is in the inbox. Any number of processes do so, and none of them an event that another has in hand. */
export type EventWorker = {
  /** The event of this id, if it is due; resolves when it has been handled. */
  handle(id: string): Promise<void>;
  /** What is due, a few at a time; resolves when nothing is. */
  handleDue(): Promise<void>;
  /** Resolves when what is in hand has been handled. */
  settled(): Promise<void>;
};

const AT_ONCE = 10;

export function createEventWorker(deps: HandleEventDeps): EventWorker {
  const inHand = new Set<Promise<void>>();

  async function work(limit: number, id?: string): Promise<number> {
    const events = await deps.stripeEvents.claim(limit, id);
    await Promise.all(events.map((event) => handleEvent(deps, event)));
    return events.length;
  }

  function keep(work: Promise<void>): Promise<void> {
    const kept = work.finally(() => inHand.delete(kept));
    inHand.add(kept);
    return kept;
  }

  return {
    handle: (id) => keep(work(1, id).then(() => undefined)),
    handleDue: () =>
      keep(
        (async () => {
          while ((await work(AT_ONCE)) === AT_ONCE);
        })(),
      ),
    settled: async () => void (await Promise.allSettled(inHand)),
  };
}
