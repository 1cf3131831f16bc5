import { type TokenCountPayload, type TokenCountReply, tokenCountJob } from '@smart-ai-hub/contracts';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';

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
  const worker = new Worker<TokenCountPayload>(
    tokenCountJob.queue,
    async (job) => {
      const payload = tokenCountJob.payload.parse(job.data);
      const { countId, replyTo, deadlineAtMs } = payload;
      const remainingMs = deadlineAtMs - Date.now();
      if (remainingMs <= 0) return;
      const reply = await count(payload, AbortSignal.timeout(remainingMs));
      if (Date.now() < deadlineAtMs) await redis.publish(replyTo, `${countId}\n${JSON.stringify(reply)}`);
    },
    { connection: redis, concurrency, skipVersionCheck: true },
  );
  worker.on('error', onError);
  worker.on('failed', (_job, error) => onError(error));
  return { close: () => worker.close() };
}
