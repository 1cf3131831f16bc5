import { type TokenCountPayload, type TokenCountReply, tokenCountJob } from '@smart-ai-hub/contracts';
import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { closeWorker } from '../consume/close-worker.ts';

/** Nobody waits longer for a count. */
const LONGEST_COUNT_MS = 30_000;

export type TokenCountConsumer = {
  /** Takes no new questions and ends those in hand; none takes longer than its deadline. */
  close(): Promise<void>;
};

export type TokenCountConsumerOptions = {
  /** A connection that waits for Redis (`maxRetriesPerRequest: null`). */
  redis: Redis;
  concurrency: number;
  /** Answers a question; `signal` is aborted when nobody waits for it any more. */
  count: (payload: TokenCountPayload, signal: AbortSignal) => Promise<TokenCountReply>;
  onError: (error: Error) => void;
};

/** The answering side of token counts. A question whose deadline is over is dropped unread. */
export function createTokenCountConsumer({
  redis,
  concurrency,
  count,
  onError,
}: TokenCountConsumerOptions): TokenCountConsumer {
  let active = 0;
  const answer = async (job: Job<TokenCountPayload>): Promise<void> => {
    const payload = tokenCountJob.payload.parse(job.data);
    const { countId, replyTo, deadlineAtMs } = payload;
    const remainingMs = deadlineAtMs - Date.now();
    if (remainingMs <= 0) return;
    const reply = await count(payload, AbortSignal.timeout(remainingMs));
    if (Date.now() < deadlineAtMs) await redis.publish(replyTo, `${countId}\n${JSON.stringify(reply)}`);
  };
  const worker = new Worker<TokenCountPayload>(
    tokenCountJob.queue,
    async (job) => {
      active += 1;
      await answer(job).finally(() => (active -= 1));
    },
    { connection: redis, concurrency, skipVersionCheck: true },
  );
  worker.on('error', onError);
  worker.on('failed', (_job, error) => onError(error));
  return { close: () => closeWorker(worker, () => active, LONGEST_COUNT_MS) };
}
