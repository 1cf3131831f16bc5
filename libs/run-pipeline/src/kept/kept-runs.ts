import type { RunEvent } from '@smart-ai-hub/contracts';
import type { Redis } from 'ioredis';
import { KEPT_RUN_TTL_SECONDS, runKeys } from '../keys.ts';

/** Runs whose request is kept beside their stream, so that they can be looked up, and gone on from, after their end. */
export type KeptRuns = {
  /** Keeps a request for a day, and for a day after the end of its run. To be called before the run is submitted. */
  keep(runId: string, requestJson: string): Promise<void>;
  /** The request; undefined when it was not kept, or not for so long. */
  read(runId: string): Promise<string | undefined>;
  /** What of the run's stream is there. */
  readEvents(runId: string): Promise<RunEvent[]>;
  /** Keeps runs for another day from now on: somebody goes on from them. */
  renew(runIds: string[]): Promise<void>;
  /** Forgets the request, and the answer too once its run has ended; a stream that is still being written is forgotten an hour after its end. */
  forget(runId: string, run: { isEnded: boolean }): Promise<void>;
};

export function createKeptRuns(redis: Redis): KeptRuns {
  return {
    async keep(runId, requestJson) {
      await redis.set(runKeys.request(runId), requestJson, 'EX', KEPT_RUN_TTL_SECONDS);
    },
    read: async (runId) => (await redis.get(runKeys.request(runId))) ?? undefined,
    async readEvents(runId) {
      const entries = await redis.xrange(runKeys.events(runId), '-', '+');
      return entries.flatMap(([, fields]) => JSON.parse(fields[1] ?? '[]') as RunEvent[]);
    },
    async renew(runIds) {
      const keys = runIds.flatMap((runId) => [runKeys.request(runId), runKeys.events(runId), runKeys.state(runId)]);
      await Promise.all(keys.map((key) => redis.expire(key, KEPT_RUN_TTL_SECONDS)));
    },
    async forget(runId, { isEnded }) {
      await redis.unlink(runKeys.request(runId), ...(isEnded ? [runKeys.events(runId)] : []));
    },
  };
}
