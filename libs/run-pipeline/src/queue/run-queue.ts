import { type LlmRunPayload, llmRunJob } from '@smart-ai-hub/contracts';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { createBacklog } from './backlog.ts';

/** The producer's side of the queue. `redis` must be a connection that fails fast while Redis is away. */
export type RunQueue = {
  /** A run that nobody waits for comes behind all others. */
  add(payload: LlmRunPayload, options?: { isUnhurried?: boolean }): Promise<void>;
  /** Whether the run waits in the queue or is in a worker's hands. */
  has(runId: string): Promise<boolean>;
  /** False while Redis is known to be away, so that adding would fail at once. */
  isReachable(): boolean;
  close(): Promise<void>;
};

/** A claim that could not be made because PostgreSQL was away is tried again this often before the run is given up. */
const CLAIM_ATTEMPTS = 30;
/** So many runs of an account wait in the order of their coming; more of them wait behind the first ones of everybody else. */
const UNRANKED = 8;
const LOWEST_PRIORITY = 2_097_151;

/**
 * Opens the queue for adding runs; the job's id is the run's id, so that adding twice is adding once. The queue takes turns: the
 * more runs of an account wait, the later its next one comes, whatever others have in the queue.
 */
export function createRunQueue(redis: Redis): RunQueue {
  const queue = new Queue<LlmRunPayload>(llmRunJob.queue, { connection: redis, skipVersionCheck: true });
  const backlog = createBacklog(redis);
  queue.on('error', () => undefined); // The connection itself logs; an unheard error event would end the process.
  return {
    has: async (runId) => (await redis.exists(queue.toKey(runId))) === 1,
    isReachable: () => redis.status === 'ready' || redis.options.enableOfflineQueue !== false,
    async add(payload, { isUnhurried = false } = {}) {
      const { runId, accountId } = payload;
      // What nobody waits for is not counted: it must not push back what somebody of the same account does wait for.
      const waiting = accountId === undefined || isUnhurried ? 1 : await backlog.enter(accountId, runId);
      await queue.add(llmRunJob.name, payload, {
        jobId: runId,
        // Without a rank a job is first come, first served, before all that have one.
        ...(waiting > UNRANKED && { priority: Math.min(waiting, LOWEST_PRIORITY - 1) }),
        ...(isUnhurried && { priority: LOWEST_PRIORITY }),
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
