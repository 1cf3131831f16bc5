import type { Redis } from 'ioredis';
import { CANCEL_CHANNEL } from '../keys.ts';

export type CancelListener = {
  /** Calls `onCancel` once somebody asks for the end of this run; the returned function stops listening. */
  watch(runId: string, onCancel: () => void): () => void;
};

/** Hears requests to cancel, on a subscribed connection of its own. */
export async function createCancelListener(subscriber: Redis): Promise<CancelListener> {
  const watched = new Map<string, () => void>();
  subscriber.on('message', (_channel, runId: string) => watched.get(runId)?.());
  await subscriber.subscribe(CANCEL_CHANNEL);
  return {
    watch(runId, onCancel) {
      watched.set(runId, onCancel);
      return () => {
        // A later claim of the same run in this process listens in our place.
        if (watched.get(runId) === onCancel) watched.delete(runId);
      };
    },
  };
}
