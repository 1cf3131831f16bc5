import type { ContentRetention, Identity } from '@smart-ai-hub/contracts';
import { contentRetentionSchema } from '@smart-ai-hub/contracts';
import type { Logger } from '@smart-ai-hub/service-kit';
import { forgetContents } from './forget-contents.ts';
import type { RunContentsRepository } from './run-contents.repository.ts';

export type RetentionDeps = { contents: RunContentsRepository; logger: Logger };

/** Who takes a wish back waits so long for everything to be deleted; what is left then is deleted in the background. */
const PATIENCE_MS = 5_000;

export async function readRetention(
  { contents }: Pick<RetentionDeps, 'contents'>,
  accountId: string,
): Promise<{ retention: ContentRetention }> {
  const row = await contents.findRetention(accountId);
  const retention = {
    keepDays: contentRetentionSchema.shape.keepDays.parse(row?.keepDays ?? null),
    keptSince: row?.keptSince?.toISOString() ?? null,
    isForgetting: (row?.forgetBefore ?? null) !== null,
  };
  return { retention };
}

export async function setRetention(
  deps: RetentionDeps,
  { accountId, userId }: Identity,
  keepDays: ContentRetention['keepDays'],
): Promise<{ retention: ContentRetention }> {
  await deps.contents.setRetention(accountId, userId, keepDays);
  deps.logger.info({ accountId, keepDays }, 'an account said for how long contents are to be kept');
  if (keepDays === null) await forgetContents(deps.contents, accountId, Date.now() + PATIENCE_MS);
  return readRetention(deps, accountId);
}
