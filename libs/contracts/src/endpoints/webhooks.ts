import { z } from 'zod';
import { webhookEventSchema } from '../webhooks/webhook-event.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { pageFields, pageQuerySchema } from './pagination.ts';
import { idParamsSchema, lineSchema } from './text.ts';

export const MAX_WEBHOOKS = 20;
/** How long the secret before the last rotation is still signed with. */
export const OLD_SECRET_HOURS = 24;

export const webhookSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(webhookEventSchema),
    description: z.string(),
    enabled: z.boolean(),
    /** Why the hub disabled it; null when it did not. */
    disabledReason: z.string().nullable(),
    /** Since when no delivery has succeeded; null when the last one did. */
    failingSince: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.output<typeof webhookSchema>;

const attemptSchema = z.object({
  number: z.number().int(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().int(),
  /** Of the HTTP answer; null when there was none, and then `error` says why. */
  status: z.number().int().nullable(),
  error: z.string().nullable(),
  /** The beginning of the answer's body, 1 kB at most. */
  response: z.string(),
});

export const webhookDeliverySchema = z
  .object({
    /** The same as the header `webhook-id`, at each attempt. */
    id: z.string(),
    event: webhookEventSchema,
    /** The run, batch or webhook that the event is about. */
    subjectId: z.string(),
    state: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.array(attemptSchema),
    nextAttemptAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.output<typeof webhookDeliverySchema>;

const urlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address, e.g. https://example.com/hooks' })
  .max(2_048)
  .refine((url) => !URL.canParse(url) || new URL(url).username === '', {
    error: 'must not hold a user name or a password: the signature says who calls',
  })
  .transform((url) => new URL(url).href);

const webhookFields = {
  url: urlSchema,
  events: z
    .array(webhookEventSchema)
    .min(1, 'must name at least one event')
    .max(20)
    .transform((events) => [...new Set(events)]),
  description: lineSchema.max(200).or(z.literal('')).default(''),
};

export const createWebhookBodySchema = z.strictObject(webhookFields);
export type CreateWebhook = z.output<typeof createWebhookBodySchema>;

export const changeWebhookBodySchema = z.strictObject({
  url: webhookFields.url.optional(),
  events: webhookFields.events.optional(),
  description: webhookFields.description.unwrap().optional(),
  enabled: z.boolean().optional(),
});
export type ChangeWebhook = z.output<typeof changeWebhookBodySchema>;

const deliveryParamsSchema = idParamsSchema.extend({ deliveryId: idParamsSchema.shape.id });
const withSecret = z.object({ webhook: webhookSchema, secret: z.string() });

export const webhookEndpoints = {
  createWebhook: defineEndpoint({
    method: 'POST',
    path: '/api/webhooks',
    summary: 'Name an address that is told of events; the secret is in this answer and never again',
    auth: 'session',
    status: 201,
    body: createWebhookBodySchema,
    example: { url: 'https://example.com/hooks', events: ['run.completed', 'run.failed'] },
    response: withSecret,
    errors: ['webhook_limit_reached'],
  }),
  listWebhooks: defineEndpoint({
    method: 'GET',
    path: '/api/webhooks',
    summary: 'The webhooks of the account, the oldest first',
    auth: 'session',
    status: 200,
    response: z.object({ webhooks: z.array(webhookSchema) }),
    errors: [],
  }),
  changeWebhook: defineEndpoint({
    method: 'PATCH',
    path: '/api/webhooks/:id',
    summary: 'Change, disable or enable a webhook',
    auth: 'session',
    status: 200,
    params: idParamsSchema,
    body: changeWebhookBodySchema,
    example: { enabled: true },
    response: z.object({ webhook: webhookSchema }),
    errors: ['not_found'],
  }),
  deleteWebhook: defineEndpoint({
    method: 'DELETE',
    path: '/api/webhooks/:id',
    summary: 'Delete a webhook and its log; what is not delivered yet is not delivered any more',
    auth: 'session',
    status: 204,
    params: idParamsSchema,
    errors: ['not_found'],
  }),
  rotateWebhookSecret: defineEndpoint({
    method: 'POST',
    path: '/api/webhooks/:id/rotate-secret',
    summary: 'Make a new secret; for 24 hours deliveries carry the signatures of both',
    auth: 'session',
    status: 200,
    params: idParamsSchema,
    response: withSecret,
    errors: ['not_found'],
  }),
  testWebhook: defineEndpoint({
    method: 'POST',
    path: '/api/webhooks/:id/test',
    summary: 'Send the event `webhook.test`, whether or not the webhook wants it',
    auth: 'session',
    status: 202,
    params: idParamsSchema,
    response: z.object({ delivery: webhookDeliverySchema }),
    errors: ['not_found', 'webhook_disabled'],
  }),
  listWebhookDeliveries: defineEndpoint({
    method: 'GET',
    path: '/api/webhooks/:id/deliveries',
    summary: 'What was sent, how often, and what was answered; the latest first, kept for 30 days',
    auth: 'session',
    status: 200,
    params: idParamsSchema,
    query: pageQuerySchema,
    response: z.object({ deliveries: z.array(webhookDeliverySchema), ...pageFields }),
    errors: ['not_found'],
  }),
  redeliverWebhook: defineEndpoint({
    method: 'POST',
    path: '/api/webhooks/:id/deliveries/:deliveryId/redeliver',
    summary: 'Deliver an event again, under its old id',
    auth: 'session',
    status: 202,
    params: deliveryParamsSchema,
    response: z.object({ delivery: webhookDeliverySchema }),
    errors: ['not_found', 'webhook_disabled'],
  }),
};
