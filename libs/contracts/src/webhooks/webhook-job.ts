import { z } from 'zod';

/**
 * One attempt to deliver what PostgreSQL says is owed. The job is a hint: whether the attempt is still to be made, where it goes and what
 * it says is read when it is made. Fields are only ever added, as optional ones.
 */
export const webhookJob = {
  queue: 'webhooks',
  name: 'deliver',
  payload: z.object({
    deliveryId: z.string(),
    /** Attempts made before this one. */
    attempts: z.number().int().min(0),
  }),
} as const;
export type WebhookJobPayload = z.output<typeof webhookJob.payload>;
