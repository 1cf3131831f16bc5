import { type WebhookJobPayload, webhookJob } from '@smart-ai-hub/contracts';
import { closeWorker } from '@smart-ai-hub/run-pipeline';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';

export type WebhookQueue = {
  /** Adds what is due, from any number of workers: an attempt that is in the queue already is not added again. */
  add(due: WebhookJobPayload[]): Promise<void>;
  /** Takes no new jobs and ends those in hand, none of which takes longer than an attempt; with none it is closed in a moment, with or without Redis. */
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
const LONGEST_ATTEMPT_MS = 20_000;

/** Both ends of the queue `webhooks`. What is owed stands in PostgreSQL: a queue that is lost is filled again within a second. */
export function createWebhookQueue({ redis, deliver, onError }: WebhookQueueOptions): WebhookQueue {
  const connection = { connection: redis, skipVersionCheck: true };
  const queue = new Queue<WebhookJobPayload>(webhookJob.queue, connection);
  let active = 0;
  const attempt = async (data: WebhookJobPayload) => {
    active += 1;
    try {
      await deliver(webhookJob.payload.parse(data));
    } finally {
      active -= 1;
    }
  };
  const worker = new Worker<WebhookJobPayload>(webhookJob.queue, (job) => attempt(job.data), {
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
      await closeWorker(worker, () => active, LONGEST_ATTEMPT_MS);
      await queue.close();
    },
  };
}
