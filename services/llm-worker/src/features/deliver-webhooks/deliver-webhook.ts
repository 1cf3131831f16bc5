import type { WebhookJobPayload } from '@smart-ai-hub/contracts';
import type { Ledger } from '@smart-ai-hub/ledger';
import type { Logger } from '@smart-ai-hub/service-kit';
import type { AttemptRecord, ClaimedDelivery, DeliveriesRepository } from './deliveries.repository.ts';
import type { PostResult, WebhookPoster } from './post-webhook.ts';
import { delayAfter } from './retry-schedule.ts';
import { signedHeaders } from './sign-delivery.ts';
import { readBody } from './webhook-body.ts';
import type { WebhookMetrics } from './webhook-metrics.ts';

export type DeliverWebhookDeps = {
  deliveries: DeliveriesRepository;
  poster: WebhookPoster;
  ledger: Pick<Ledger, 'readRun'>;
  logger: Logger;
  webhookMetrics: WebhookMetrics;
};

const GONE = 410;
const COMMON_HEADERS = { 'content-type': 'application/json', 'user-agent': 'smart-ai-hub-webhooks/1' };

/**
 * Makes one attempt to deliver. At least once: a worker that dies between the answer and its record leaves the attempt to be made again,
 * under the same message id, by which the receiver knows it.
 */
export async function deliverWebhook(deps: DeliverWebhookDeps, payload: WebhookJobPayload): Promise<void> {
  const delivery = await deps.deliveries.claim(payload);
  if (!delivery) return;
  const startedAt = new Date();
  const result = await send(deps, delivery, startedAt);
  const attempt = { startedAt, result, ...judge(result, delivery.tries + 1) };
  const isDisabled = await deps.deliveries.record(delivery, attempt);
  const { event, id, webhookId } = delivery;
  const outcome = attempt.isDelivered ? 'delivered' : attempt.nextDelayMs === null ? 'given_up' : 'failed';
  deps.webhookMetrics.attempts.inc({ event, outcome });
  deps.webhookMetrics.duration.observe(result.durationMs / 1_000);
  if (!isDisabled) return;
  deps.webhookMetrics.disabled.inc({ reason: attempt.gone === undefined ? 'failing' : 'gone' });
  deps.logger.warn({ webhookId, deliveryId: id }, 'webhook disabled');
}

async function send(deps: DeliverWebhookDeps, delivery: ClaimedDelivery, sentAt: Date): Promise<PostResult> {
  const body = await readBody(deps, delivery);
  if (!body) return { durationMs: 0, error: 'what the event is about is no longer kept', response: '' };
  const text = JSON.stringify(body);
  const headers = signedHeaders(delivery.id, sentAt, text, delivery.secrets);
  return deps.poster.post(delivery.url, { ...COMMON_HEADERS, ...headers }, text);
}

/** What an answer means: any 2xx is a success, 410 says never again, everything else is tried again. */
function judge(result: PostResult, tries: number): Omit<AttemptRecord, 'startedAt' | 'result'> {
  const status = 'status' in result ? result.status : undefined;
  const isDelivered = status !== undefined && status >= 200 && status < 300;
  if (isDelivered) return { isDelivered, nextDelayMs: null };
  if (status === GONE) return { isDelivered, nextDelayMs: null, gone: 'The address answered 410 Gone.' };
  return { isDelivered, nextDelayMs: delayAfter(tries) ?? null };
}
