import { type Webhook, type WebhookDelivery, webhookDeliverySchema, webhookEventSchema } from '@smart-ai-hub/contracts';
import type { WebhookModel } from '@smart-ai-hub/database';
import type { LoggedDelivery } from './webhooks.repository.ts';

export function presentWebhook(webhook: WebhookModel): Webhook {
  return {
    id: webhook.id,
    url: webhook.url,
    events: webhookEventSchema.array().parse(webhook.events),
    description: webhook.description,
    enabled: webhook.enabled,
    disabledReason: webhook.disabledReason,
    failingSince: webhook.failingSince?.toISOString() ?? null,
    createdAt: webhook.createdAt.toISOString(),
  };
}

export function presentDelivery(delivery: LoggedDelivery): WebhookDelivery {
  return {
    id: delivery.id,
    event: webhookEventSchema.parse(delivery.event),
    subjectId: delivery.subjectId,
    state: webhookDeliverySchema.shape.state.parse(delivery.state),
    attempts: delivery.log.map(({ deliveryId: _delivery, startedAt, ...attempt }) => ({
      ...attempt,
      startedAt: startedAt.toISOString(),
    })),
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    createdAt: delivery.createdAt.toISOString(),
  };
}
