import { type WebhookBody, type WebhookEvent, webhookBodySchema } from '@smart-ai-hub/contracts';
import { type Ledger, presentRun } from '@smart-ai-hub/ledger';

export type OwedEvent = { event: WebhookEvent; subjectId: string; createdAt: Date };

/**
 * What a delivery says. Read from what the event is about, which has ended and never changes: each attempt says the same.
 * @returns undefined when there is nothing left to tell of.
 */
export async function readBody(
  { ledger }: { ledger: Pick<Ledger, 'readRun'> },
  { event, subjectId, createdAt }: OwedEvent,
): Promise<WebhookBody | undefined> {
  const timestamp = createdAt.toISOString();
  if (event === 'webhook.test') return { type: event, timestamp, data: { webhookId: subjectId } };
  const run = await ledger.readRun(subjectId);
  if (!run) return undefined;
  // The schema drops whatever a run may come to hold that the contract does not name.
  return webhookBodySchema.parse({ type: event, timestamp, data: { run: presentRun(run) } });
}
