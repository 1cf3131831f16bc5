import { AppError, EVERY_WEBHOOK, type Identity } from '@smart-ai-hub/contracts';
import type { CallTerms } from './call-terms.ts';
import type { CallWebhooksRepository } from './webhooks.repository.ts';

type Named = { identity: Identity; terms: Pick<CallTerms, 'webhook'> };

/**
 * A call that names a webhook must name one of its account. `true` means those that there are when the run ends, however many.
 * @throws AppError validation_failed
 */
export async function requireWebhook(
  { webhooks }: { webhooks: CallWebhooksRepository },
  { identity, terms: { webhook } }: Named,
): Promise<void> {
  if (webhook === undefined || webhook === EVERY_WEBHOOK) return;
  if (await webhooks.hasWebhook(identity.accountId, webhook)) return;
  throw new AppError('validation_failed', {
    detail: `There is no webhook ${webhook} in this account.`,
    errors: [{ path: 'webhook', message: 'no such webhook' }],
  });
}
