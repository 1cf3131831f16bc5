import { type LlmRunPayload, llmRunJob } from '@smart-ai-hub/contracts';
import { DelayedError } from 'bullmq';
import type { Redis } from 'ioredis';
import { createBacklog } from '../queue/backlog.ts';
import { closeWorker } from './close-worker.ts';
import { GaugedWorker } from './gauged-worker.ts';
import { createLoadGauge } from './load-gauge.ts';

export type RunConsumer = {
  /** Runs being worked on in this process. */
  active(): number;
  /** Takes no new jobs and waits for those in hand, at most `timeoutMs`; what is left is re-delivered to another worker. */
  drain(timeoutMs: number): Promise<void>;
};

/** `isAgain`: the run was delivered before, to a worker that died, or that the queue has only lost sight of. */
export type Delivery = { isAgain: boolean };

export type RunConsumerOptions = {
  /** A connection that waits for Redis (`maxRetriesPerRequest: null`). */
  redis: Redis;
  concurrency: number;
  /** How large the prompts of all runs in hand may be together: by default as the heap allows. */
  roomBytes?: number;
  /**
   * Resolves when the run has ended, one way or another, or with `later` when it is not this process's turn: then it is delivered again in a
   * moment. A rejection means that it could not be claimed: it is tried again.
   */
  execute: (payload: LlmRunPayload, delivery: Delivery) => Promise<'later' | void>;
  onError: (error: Error, context: { runId?: string }) => void;
};

/** A dead worker's jobs are noticed after a lock's time and one check more; BullMQ's defaults would need a minute. */
const LOCK_MS = 12_000;
const STALLED_CHECK_MS = 5_000;
/** Deliveries are counted in PostgreSQL by fences, so BullMQ must not give a run up for its worker's deaths. */
const MAX_STALLED = 1_000;

const LATER_MS = 1_000;

/** Takes runs from the queue, `concurrency` at a time: they wait for providers nearly all of their life, not for this CPU. */
export function createRunConsumer(options: RunConsumerOptions): RunConsumer {
  const backlog = createBacklog(options.redis);
  const load = createLoadGauge(options);
  let active = 0;
  const worker = new GaugedWorker(
    llmRunJob.queue,
    load,
    async (job, token) => {
      active += 1;
      try {
        const payload = llmRunJob.payload.parse(job.data);
        const { accountId, runId } = payload;
        // Not waited for: a count that is late by a moment changes a place in the queue, and nothing else.
        if (accountId !== undefined) backlog.leave(accountId, runId).catch(() => undefined);
        const outcome = await options.execute(payload, { isAgain: job.attemptsStarted > 1 });
        if (outcome !== 'later') return;
        await job.moveToDelayed(Date.now() + LATER_MS, token);
        throw new DelayedError();
      } finally {
        active -= 1;
      }
    },
    {
      connection: options.redis,
      concurrency: options.concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MAX_STALLED,
      skipVersionCheck: true,
    },
  );
  worker.on('error', (error) => options.onError(error, {}));
  worker.on('failed', (job, error) => options.onError(error, job ? { runId: job.data.runId } : {}));
  return {
    active: () => active,
    drain: (timeoutMs) => closeWorker(worker, () => active, timeoutMs),
  };
}
