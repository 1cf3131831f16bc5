import type { RunContentsRepository } from './run-contents.repository.ts';

const ROWS_AT_ONCE = 500;
const ACCOUNTS_AT_ONCE = 100;

/** Deletes what an account's wish no longer covers, for as long as it may take; answers how many rows that were. */
export async function forgetContents(
  contents: Pick<RunContentsRepository, 'forget'>,
  accountId: string,
  untilMs: number,
): Promise<number> {
  for (let deleted = 0; ;) {
    const count = await contents.forget(accountId, ROWS_AT_ONCE);
    deleted += count;
    if (count < ROWS_AT_ONCE || Date.now() >= untilMs) return deleted;
  }
}

/** The same for every account of which something is to be deleted. Several replicas may do it at once. */
export async function forgetAllContents(
  contents: Pick<RunContentsRepository, 'forget' | 'listForgettable'>,
  untilMs: number,
): Promise<number> {
  for (let deleted = 0; ;) {
    const accountIds = await contents.listForgettable(ACCOUNTS_AT_ONCE);
    for (const accountId of accountIds) deleted += await forgetContents(contents, accountId, untilMs);
    if (accountIds.length < ACCOUNTS_AT_ONCE || Date.now() >= untilMs) return deleted;
  }
}
