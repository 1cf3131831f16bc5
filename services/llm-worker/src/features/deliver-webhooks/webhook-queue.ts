import { type WebhookJobPayload, webhookJob } from '@smart-ai-hub/contracts';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';

export type WebhookQueue = {
  /** Adds what is due, from any number of workers: an attempt that is in the queue already is not added again. */
  add(due: WebhookJobPayload[]): Promise<void>;
  /** Takes no new jobs and ends those in hand, none of which takes longer than an attempt. */
  close(): Promise<void>;
};

export type WebhookQueueOptions = {
  /** A connection that waits for Redis (`maxRetriesPerRequest: null`). */
  redis: Redis;
  deliver: (payload: WebhookJobPayload) => Promise<void>;
  onError: (error: Error) => void;
};

/** Apart from that of runs: receivers that hang for 15 s must not take the place of a call. */
const CONCURRENCY = 50;

/** Both ends of the queue `webhooks`. What is owed stands in PostgreSQL: a queue that is lost is filled again within a second. */
export function createWebhookQueue({ redis, deliver, onError }: WebhookQueueOptions): WebhookQueue {
  const connection = { connection: redis, skipVersionCheck: true };
  const queue = new Queue<WebhookJobPayload>(webhookJob.queue, connection);
  const worker = new Worker<WebhookJobPayload>(webhookJob.queue, (job) => deliver(webhookJob.payload.parse(job.data)), {
    ...connection,
    concurrency: CONCURRENCY,
  });
  queue.on('error', onError);
  worker.on('error', onError);
  worker.on('failed', (_job, error) => onError(error));
  return {
    async add(due) {
      if (due.length === 0) return;
      await queue.addBulk(
        due.map((data) => ({
          name: webhookJob.name,
          data,
          opts: {
            jobId: `${data.deliveryId}-${data.attempts}`,
            // A job that failed left its attempt owed, and due again when its claim is over.
            removeOnComplete: true,
            removeOnFail: true,
          },
        })),
      );
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}
