import type { Metrics } from '@smart-ai-hub/service-kit';

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

export type WebhookMetrics = ReturnType<typeof createWebhookMetrics>;

/** No address and no account is a label: both are without bound, and the log of each webhook tells them to whom they belong. */
export function createWebhookMetrics(metrics: Metrics) {
  return {
    attempts: metrics.counter('aihub_webhook_attempts_total', 'Attempts to deliver an event, by outcome', [
      'event',
      'outcome',
    ]),
    duration: metrics.histogram('aihub_webhook_attempt_duration_seconds', 'Until a receiver answered', [], SECONDS),
    forgotten: metrics.counter('aihub_retention_deleted_rows_total', 'Rows deleted because their time was over', [
      'rule',
    ]),
    disabled: metrics.counter('aihub_webhooks_disabled_total', 'Webhooks that were given up, and why', ['reason']),
  };
}
