import { type WebhookBody, type WebhookEvent, webhookBodySchema } from '@smart-ai-hub/contracts';
import { type Ledger, presentRun } from '@smart-ai-hub/ledger';
import { presentBatch } from '@smart-ai-hub/run-pipeline';
import type { DeliveriesRepository } from './deliveries.repository.ts';

export type OwedEvent = { event: WebhookEvent; subjectId: string; createdAt: Date };

export type BodyDeps = { ledger: Pick<Ledger, 'readRun'>; deliveries: Pick<DeliveriesRepository, 'findBatch'> };

/**
 * What a delivery says. Read from what the event is about, which has ended and never changes: each attempt says the same.
 * @returns undefined when there is nothing left to tell of.
 */
export async function readBody(
  { ledger, deliveries }: BodyDeps,
  { event, subjectId, createdAt }: OwedEvent,
): Promise<WebhookBody | undefined> {
  const timestamp = createdAt.toISOString();
  if (event === 'webhook.test') return { type: event, timestamp, data: { webhookId: subjectId } };
  if (event === 'batch.completed') {
    const row = await deliveries.findBatch(subjectId);
    return row && { type: event, timestamp, data: { batch: presentBatch(row) } };
  }
  const run = await ledger.readRun(subjectId);
  if (!run) return undefined;
  // The schema drops whatever a run may come to hold that the contract does not name.
  return webhookBodySchema.parse({ type: event, timestamp, data: { run: presentRun(run) } });
}
