import { describe, expect, it } from '@jest/globals';
import type { WebhookDelivery } from '@smart-ai-hub/contracts';
import { attemptResult, deliveryFacts, webhookTitle } from './describe-webhook.ts';

const attempt = { number: 1, startedAt: '2026-11-26T01:00:00.000Z', durationMs: 12, response: '' };
const delivery: WebhookDelivery = {
  ...{ id: 'dlv_1', event: 'run.completed', subjectId: 'run_1', state: 'pending', attempts: [] },
  ...{ nextAttemptAt: null, createdAt: '2026-11-26T01:00:00.000Z' },
};

describe('a webhook', () => {
  it('is called as its owner describes it, else by its host', () => {
    expect(webhookTitle({ description: 'Billing', url: 'https://example.com/hooks' })).toBe('Billing');
    expect(webhookTitle({ description: '', url: 'https://example.com:8443/hooks' })).toBe('example.com:8443');
  });
});

describe('an attempt', () => {
  it('tells the status of the answer, or why there was none', () => {
    expect(attemptResult({ ...attempt, status: 500, error: null })).toBe('HTTP 500 in 12 ms');
    expect(attemptResult({ ...attempt, status: null, error: 'connection refused' })).toBe(
      'connection refused in 12 ms',
    );
  });
});

describe('a delivery', () => {
  it('tells how often it was tried, what was answered last and when it is tried next', () => {
    expect(deliveryFacts(delivery)).toBe('0 attempts');
    const attempts = [
      { ...attempt, status: 503, error: null },
      { ...attempt, number: 2, status: 204, error: null },
    ];
    expect(deliveryFacts({ ...delivery, attempts })).toBe('2 attempts · HTTP 204 in 12 ms');
    const again = deliveryFacts({ ...delivery, attempts: attempts.slice(0, 1), nextAttemptAt: delivery.createdAt });
    expect(again).toMatch(/^1 attempt · HTTP 503 in 12 ms · next try Nov 2/);
  });
});
