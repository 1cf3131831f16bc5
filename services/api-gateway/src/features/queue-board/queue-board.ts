import { createBullBoard } from '@bull-board/api';
import { ExpressAdapter } from '@bull-board/express';
import { batchJob, llmRunJob, tokenCountJob, webhookJob } from '@smart-ai-hub/contracts';
import { Queue } from 'bullmq';
import type { Express } from 'express';
import type { Redis } from 'ioredis';
import { plainPage } from './plain-page.ts';
import { RedactedQueue, type ShownQueue } from './redacted-queue.ts';

export const BOARD_PATH = '/admin/queues';

export type QueueBoard = {
  /** To be mounted at BOARD_PATH behind whatever finds out who asks. */
  pages: Express;
  close(): Promise<void>;
};

const shownRun = [
  'runId',
  'models',
  'replyTo',
  'stream',
  'accountId',
  'capMicros',
  'rescue',
  'keepSeconds',
  'enqueuedAtMs',
];

const descriptions: Omit<ShownQueue & { name: string }, 'queue'>[] = [
  {
    name: llmRunJob.queue,
    title: 'Calls of models',
    description: 'A job for each call that waits or is being answered.',
    shown: new Set(shownRun),
  },
  {
    name: tokenCountJob.queue,
    title: 'Counts of tokens',
    description: 'Somebody waits for each; after ten seconds nobody does.',
    shown: new Set(['countId', 'model', 'replyTo', 'deadlineAtMs']),
  },
  {
    name: batchJob.queue,
    title: 'Batches',
    description: 'A step of each batch that is under way.',
    shown: new Set(['batchId']),
  },
  {
    name: webhookJob.queue,
    title: 'Webhooks',
    description: 'Deliveries that are due; what is owed stands in PostgreSQL.',
    shown: new Set(['deliveryId', 'attempts']),
  },
];

/** The board of https://github.com/felixmosh/bull-board over all queues of the hub, to look at only. */
export function createQueueBoard(redis: Redis): QueueBoard {
  const queues = descriptions.map(({ name }) => {
    const queue = new Queue(name, { connection: redis, skipVersionCheck: true, skipMetasUpdate: true });
    queue.on('error', () => undefined); // The connection itself logs; an unheard error event would end the process.
    return queue;
  });
  const serverAdapter = new ExpressAdapter().setBasePath(BOARD_PATH);
  createBullBoard({
    queues: descriptions.flatMap((description, at) => {
      const queue = queues[at];
      return queue ? [new RedactedQueue({ ...description, queue })] : [];
    }),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Queues', hideRedisDetails: true } },
  });
  // What goes wrong is told by the gateway, as everywhere: the board would hand out the message of the error.
  serverAdapter.setErrorHandler((error) => {
    throw error;
  });
  const pages = serverAdapter.getRouter() as Express;
  plainPage(pages);
  return {
    pages,
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}
