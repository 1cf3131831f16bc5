import { z } from 'zod';

/**
 * One step of a batch: note what ended, admit what fits. The job is a hint: what is left to do is read when it is taken. Fields are only
 * ever added, as optional ones.
 */
export const batchJob = {
  queue: 'batches',
  name: 'feed',
  payload: z.object({ batchId: z.string() }),
} as const;
export type BatchJobPayload = z.output<typeof batchJob.payload>;
