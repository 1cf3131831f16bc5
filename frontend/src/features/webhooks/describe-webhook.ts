import type { Webhook, WebhookDelivery, WebhookEvent } from '@smart-ai-hub/contracts';
import { formatDateTime, formatDuration } from '../../shared/ui/format.ts';

export const eventNames: Record<WebhookEvent, string> = {
  'run.completed': 'Run completed',
  'run.failed': 'Run failed',
  'batch.completed': 'Batch completed',
  'webhook.test': 'Test',
};

/** What a webhook can be told of; a test is sent to any. */
export const chosenEvents = [
  ['run.completed', 'A run has its answer, also when its own cost cap cut it.'],
  ['run.failed', 'A run ended by an error, a cancel or an interruption.'],
  ['batch.completed', 'A batch has ended, or was cancelled.'],
] as const satisfies readonly (readonly [WebhookEvent, string])[];

/** How a webhook is called: as its owner describes it, else by its host. */
export function webhookTitle({ description, url }: Pick<Webhook, 'description' | 'url'>): string {
  return description === '' ? new URL(url).host : description;
}

type Attempt = WebhookDelivery['attempts'][number];

/** E.g. `200 in 12 ms`, or why there was no answer. */
export function attemptResult({ status, error, durationMs }: Attempt): string {
  return `${status === null ? (error ?? 'no answer') : `HTTP ${status}`} in ${formatDuration(durationMs)}`;
}

/** How a delivery stands, in one line. */
export function deliveryFacts({ attempts, nextAttemptAt }: WebhookDelivery): string {
  const last = attempts.at(-1);
  return [
    attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`,
    ...(last ? [attemptResult(last)] : []),
    ...(nextAttemptAt === null ? [] : [`next try ${formatDateTime(nextAttemptAt)}`]),
  ].join(' · ');
}
