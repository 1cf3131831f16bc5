import { z } from 'zod';
import { batchSchema } from '../batches/batch.ts';
import { runSchema } from '../runs/run.ts';

/** What an account can be told of without asking. A run is told of when it was started so, and when it ran in the background. */
export const webhookEventSchema = z
  .enum(['run.completed', 'run.failed', 'batch.completed', 'webhook.test'])
  .meta({ id: 'WebhookEvent' });
export type WebhookEvent = z.output<typeof webhookEventSchema>;

const runDataSchema = z.object({ run: runSchema });

/**
 * The body of a delivery, in the form of https://www.standardwebhooks.com. It says what became of a run and what that cost, and never
 * holds a prompt or an answer: whoever wants those fetches them with a key.
 */
export const webhookBodySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run.completed'), timestamp: z.iso.datetime(), data: runDataSchema }),
  z.object({ type: z.literal('run.failed'), timestamp: z.iso.datetime(), data: runDataSchema }),
  z.object({
    type: z.literal('batch.completed'),
    timestamp: z.iso.datetime(),
    data: z.object({ batch: batchSchema }),
  }),
  z.object({
    type: z.literal('webhook.test'),
    timestamp: z.iso.datetime(),
    data: z.object({ webhookId: z.string() }),
  }),
]);
export type WebhookBody = z.output<typeof webhookBodySchema>;

/** A webhook as a call names it: one of them by its id, or `true` for all that the account has. */
export const webhookTargetSchema = z.union([
  z.literal(true, 'must be true, or the id of a webhook'),
  z.string().regex(/^whk_\w{1,60}$/, 'must be true, or the id of a webhook'),
]);
export type WebhookTarget = z.output<typeof webhookTargetSchema>;

/** How a run remembers that all of its account's webhooks are told of its end. */
export const EVERY_WEBHOOK = 'all';
