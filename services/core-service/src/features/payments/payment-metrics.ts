import type { Metrics } from '@smart-ai-hub/service-kit';

export type PaymentMetrics = ReturnType<typeof createPaymentMetrics>;

export function createPaymentMetrics(metrics: Metrics) {
  return {
    events: metrics.counter('aihub_stripe_events_handled_total', 'Events of Stripe, by type and what came of them', [
      'type',
      'outcome',
    ]),
    credited: metrics.counter('aihub_payments_credited_total', 'Purchases that were credited, by package', ['package']),
    differences: metrics.gauge(
      'aihub_payment_reconciliation_differences',
      'What the last reconciled day says otherwise',
      [],
    ),
    problems: metrics.counter('aihub_payment_problems_total', 'Payments that a person has to look at, by problem', [
      'problem',
    ]),
  };
}
