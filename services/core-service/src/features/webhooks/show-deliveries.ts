import { AppError, type Identity, type WebhookDelivery } from '@smart-ai-hub/contracts';
import { type Page, pageOf } from '../page.ts';
import { type WebhooksDeps, requireWebhook } from './keep-webhooks.ts';
import { presentDelivery } from './present-webhook.ts';

type Deps = Pick<WebhooksDeps, 'webhooks'>;

/** @throws AppError not_found */
export async function listDeliveries({ webhooks }: Deps, { accountId }: Identity, id: string, page: Page) {
  await requireWebhook({ webhooks }, accountId, id);
  const [rows, total] = await Promise.all([
    webhooks.listDeliveries(accountId, id, page),
    webhooks.countDeliveries(accountId, id),
  ]);
  return { deliveries: rows.map(presentDelivery), ...pageOf(page, total) };
}

/** Owes the webhook a test event; llm-worker sends it within a second or two. @throws AppError not_found, webhook_disabled */
export async function sendTest(deps: Deps, { accountId }: Identity, webhookId: string) {
  await requireEnabled(deps, accountId, webhookId);
  const id = await deps.webhooks.owe(accountId, { webhookId, event: 'webhook.test', subjectId: webhookId });
  return { delivery: await readDelivery(deps, accountId, id) };
}

/** @throws AppError not_found, webhook_disabled */
export async function redeliver(deps: Deps, { accountId }: Identity, webhookId: string, id: string) {
  await requireEnabled(deps, accountId, webhookId);
  await deps.webhooks.oweAgain(accountId, webhookId, id);
  return { delivery: await readDelivery(deps, accountId, id) };
}

async function requireEnabled(deps: Deps, accountId: string, webhookId: string): Promise<void> {
  const { enabled } = await requireWebhook(deps, accountId, webhookId);
  if (enabled) return;
  throw new AppError('webhook_disabled', { detail: 'This webhook is disabled. Enable it first.' });
}

async function readDelivery({ webhooks }: Deps, accountId: string, id: string): Promise<WebhookDelivery> {
  const delivery = await webhooks.findDelivery(accountId, id);
  if (delivery) return presentDelivery(delivery);
  throw new AppError('not_found', { detail: `There is no delivery ${id}.` });
}
