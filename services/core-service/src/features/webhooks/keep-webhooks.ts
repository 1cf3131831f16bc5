import {
  AppError,
  type ChangeWebhook,
  type CreateWebhook,
  type FieldError,
  type Identity,
  MAX_WEBHOOKS,
} from '@smart-ai-hub/contracts';
import type { WebhookModel } from '@smart-ai-hub/database';
import { type Logger, namesPrivateHost } from '@smart-ai-hub/service-kit';
import { randomBytes } from 'node:crypto';
import { presentWebhook } from './present-webhook.ts';
import type { WebhooksRepository } from './webhooks.repository.ts';

export type WebhooksDeps = {
  webhooks: WebhooksRepository;
  logger: Logger;
  /** Which addresses may be named; the worker, which resolves them, has the last word. */
  addressRules: { mustBeHttps: boolean; allowPrivate: boolean };
};

const SECRET_BYTES = 32;

/** In the form of standard-webhooks: 24 to 64 random bytes in base64 behind `whsec_`. */
const newSecret = () => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

/** @throws AppError validation_failed naming `url`, webhook_limit_reached */
export async function createWebhook(deps: WebhooksDeps, { accountId, userId }: Identity, body: CreateWebhook) {
  refuseAddress(deps, body.url);
  const secret = newSecret();
  const webhook = await deps.webhooks.createWebhook(accountId, body, secret);
  if (!webhook) {
    throw new AppError('webhook_limit_reached', { detail: `An account may have ${MAX_WEBHOOKS} webhooks.` });
  }
  deps.logger.info({ webhookId: webhook.id, userId }, 'webhook created');
  return { webhook: presentWebhook(webhook), secret };
}

/** @throws AppError not_found, validation_failed naming `url` */
export async function changeWebhook(deps: WebhooksDeps, { accountId }: Identity, id: string, change: ChangeWebhook) {
  if (change.url !== undefined) refuseAddress(deps, change.url);
  if (!(await deps.webhooks.changeWebhook(accountId, id, change))) throw noWebhook(id);
  return { webhook: presentWebhook(await requireWebhook(deps, accountId, id)) };
}

/** @throws AppError not_found */
export async function deleteWebhook(deps: WebhooksDeps, { accountId, userId }: Identity, id: string): Promise<void> {
  if (!(await deps.webhooks.deleteWebhook(accountId, id))) throw noWebhook(id);
  deps.logger.info({ webhookId: id, userId }, 'webhook deleted');
}

/** @throws AppError not_found */
export async function rotateSecret(deps: WebhooksDeps, { accountId, userId }: Identity, id: string) {
  const webhook = await requireWebhook(deps, accountId, id);
  const secret = newSecret();
  await deps.webhooks.addSecret(id, secret);
  deps.logger.info({ webhookId: id, userId }, 'webhook secret rotated');
  return { webhook: presentWebhook(webhook), secret };
}

/** @throws AppError not_found */
export async function requireWebhook(
  { webhooks }: Pick<WebhooksDeps, 'webhooks'>,
  accountId: string,
  id: string,
): Promise<WebhookModel> {
  const webhook = await webhooks.findWebhook(accountId, id);
  if (webhook) return webhook;
  throw noWebhook(id);
}

function noWebhook(id: string): AppError {
  return new AppError('not_found', { detail: `There is no webhook ${id}.` });
}

function refuseAddress({ addressRules }: WebhooksDeps, url: string): void {
  const target = new URL(url);
  const faults: FieldError[] = [
    ...(addressRules.mustBeHttps && target.protocol !== 'https:' ? [{ path: 'url', message: 'must be https' }] : []),
    ...(!addressRules.allowPrivate && namesPrivateHost(target)
      ? [{ path: 'url', message: 'must be an address of the public internet' }]
      : []),
  ];
  if (faults.length === 0) return;
  const detail = faults.map(({ path, message }) => `${path} ${message}`).join('; ');
  throw new AppError('validation_failed', { detail: `${detail}.`, errors: faults });
}
