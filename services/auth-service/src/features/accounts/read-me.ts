import { AppError, type Identity } from '@smart-ai-hub/contracts';
import type { AccountRecord, AccountsRepository } from './accounts.repository.ts';

export type ReadMe = (identity: Identity) => Promise<AccountRecord>;

/** The signed-in user; a token outlives a deleted user by minutes and is then worth nothing. */
export function createReadMe({ accounts }: { accounts: AccountsRepository }): ReadMe {
  return async ({ userId }) => {
    const account = await accounts.readAccount(userId);
    if (account === undefined) throw new AppError('unauthenticated', { detail: 'This account no longer exists.' });
    return account;
  };
}
