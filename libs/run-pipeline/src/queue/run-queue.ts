import { type LlmRunPayload, llmRunJob } from '@smart-ai-hub/contracts';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** The producer's side of the queue. `redis` must be a connection that fails fast while Redis is away. */
export type RunQueue = {
  add(payload: LlmRunPayload): Promise<void>;
  close(): Promise<void>;
};

/** A claim that could not be made because PostgreSQL was away is tried again this often before the run is given up. */
const CLAIM_ATTEMPTS = 30;

/** Opens the queue for adding runs; the job's id is the run's id, so that adding twice is adding once. */
export function createRunQueue(redis: Redis): RunQueue {
  const queue = new Queue<LlmRunPayload>(llmRunJob.queue, { connection: redis, skipVersionCheck: true });
  queue.on('error', () => undefined); // The connection itself logs; an unheard error event would end the process.
  return {
    async add(payload) {
      await queue.add(llmRunJob.name, payload, {
        jobId: payload.runId,
        attempts: CLAIM_ATTEMPTS,
        backoff: { type: 'fixed', delay: 1000 },
        // Jobs hold prompts: an ended one is gone, whatever its end.
        removeOnComplete: true,
        removeOnFail: true,
      });
    },
    close: () => queue.close(),
  };
}
