import { webhookEndpoints } from '@smart-ai-hub/contracts';
import { type Authenticate, mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter } from 'express';
import { type WebhooksDeps, changeWebhook, createWebhook, deleteWebhook, rotateSecret } from './keep-webhooks.ts';
import { presentWebhook } from './present-webhook.ts';
import { listDeliveries, redeliver, sendTest } from './show-deliveries.ts';

export function mountWebhooks(router: IRouter, deps: WebhooksDeps & { authenticate: Authenticate }): void {
  const { authenticate } = deps;
  mountEndpoint(router, webhookEndpoints.createWebhook, {
    authenticate,
    handler: ({ identity, body }) => createWebhook(deps, identity, body),
  });
  mountEndpoint(router, webhookEndpoints.listWebhooks, {
    authenticate,
    handler: async ({ identity }) => ({
      webhooks: (await deps.webhooks.listWebhooks(identity.accountId)).map(presentWebhook),
    }),
  });
  mountEndpoint(router, webhookEndpoints.changeWebhook, {
    authenticate,
    handler: ({ identity, params, body }) => changeWebhook(deps, identity, params.id, body),
  });
  mountEndpoint(router, webhookEndpoints.deleteWebhook, {
    authenticate,
    handler: ({ identity, params }) => deleteWebhook(deps, identity, params.id),
  });
  mountEndpoint(router, webhookEndpoints.rotateWebhookSecret, {
    authenticate,
    handler: ({ identity, params }) => rotateSecret(deps, identity, params.id),
  });
  mountEndpoint(router, webhookEndpoints.testWebhook, {
    authenticate,
    handler: ({ identity, params }) => sendTest(deps, identity, params.id),
  });
  mountEndpoint(router, webhookEndpoints.listWebhookDeliveries, {
    authenticate,
    handler: ({ identity, params, query }) => listDeliveries(deps, identity, params.id, query),
  });
  mountEndpoint(router, webhookEndpoints.redeliverWebhook, {
    authenticate,
    handler: ({ identity, params }) => redeliver(deps, identity, params.id, params.deliveryId),
  });
}
