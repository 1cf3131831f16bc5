import { AppError, type RunContent, runContentSchema } from '@smart-ai-hub/contracts';
import type { KeptContentRow, RunContentsRepository } from './run-contents.repository.ts';

/** @throws AppError not_found for a run that the account does not have; content_not_kept */
export async function readContent(contents: RunContentsRepository, accountId: string, runId: string) {
  const row = await contents.findContent(accountId, runId);
  if (row === undefined) throw await notKept(contents, accountId, runId);
  return { content: presentContent(row) };
}

/** @throws AppError not_found for a run that the account does not have; content_not_kept */
export async function deleteContent(contents: RunContentsRepository, accountId: string, runId: string): Promise<void> {
  if (!(await contents.removeContent(accountId, runId))) throw await notKept(contents, accountId, runId);
}

async function notKept(contents: RunContentsRepository, accountId: string, runId: string): Promise<AppError> {
  if (!(await contents.hasRun(accountId, runId))) return new AppError('not_found', { detail: 'There is no such run.' });
  return new AppError('content_not_kept', { detail: 'What this call was asked and answered is not kept.' });
}

export function presentContent({ request, answer, ...row }: KeptContentRow): RunContent {
  return {
    runId: row.runId,
    keptAt: row.keptAt.toISOString(),
    forgottenAt: row.forgottenAt.toISOString(),
    request: runContentSchema.shape.request.parse(JSON.parse(request)),
    answer: runContentSchema.shape.answer.parse(JSON.parse(answer)),
    isCut: row.isCut,
  };
}
