import { type BatchJobPayload, batchJob } from '@smart-ai-hub/contracts';
import { repeat } from '@smart-ai-hub/service-kit';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { GatewayDeps } from '../../dependencies.ts';
import { feedBatch } from './feed-batch.ts';

export type BatchFeeder = { stop(): Promise<void> };

const LOOK_MS = 1_000;
const LOOKED_AT = 500;
/** Steps at once in this process; each is a few statements. */
const CONCURRENCY = 4;

/**
 * Puts a step of each unfinished batch into the queue `batches` once a second, from every gateway: the job's id is the batch's, so that one
 * process at a time makes it, and one that dies leaves it to the next second. What is left to do stands in PostgreSQL; Redis may be lost.
 * @param redis A connection that waits for Redis (`maxRetriesPerRequest: null`).
 */
export function startBatchFeeder(deps: GatewayDeps, redis: Redis): BatchFeeder {
  const connection = { connection: redis, skipVersionCheck: true };
  const queue = new Queue<BatchJobPayload>(batchJob.queue, connection);
  const worker = new Worker<BatchJobPayload>(
    batchJob.queue,
    ({ data }) => feedBatch(deps, batchJob.payload.parse(data).batchId),
    { ...connection, concurrency: CONCURRENCY },
  );
  const onError = (error: unknown) => deps.logger.error({ err: error }, 'feeding of batches failed');
  queue.on('error', onError);
  worker.on('error', onError);
  worker.on('failed', (_job, error) => onError(error));
  const look = async () => {
    const ids = await deps.batches.listUnfinishedIds(LOOKED_AT);
    const opts = { removeOnComplete: true, removeOnFail: true };
    const jobs = ids.map((batchId) => ({ name: batchJob.name, data: { batchId }, opts: { ...opts, jobId: batchId } }));
    if (jobs.length > 0) await queue.addBulk(jobs);
  };
  const looking = repeat(look, LOOK_MS, onError);
  return {
    async stop() {
      looking.stop();
      await worker.close();
      await queue.close();
    },
  };
}
