import type { PasswordHasher } from '../passwords/password-hasher.ts';
import type { AccountRecord, AccountsRepository } from './accounts.repository.ts';

type Dependencies = { accounts: AccountsRepository; passwordHasher: PasswordHasher };

export type CheckCredentials = (email: string, password: string) => Promise<AccountRecord | undefined>;

/** The account of an e-mail and its password; undefined alike, and after the same time, for an unknown e-mail and a wrong password. */
export function createCheckCredentials({ accounts, passwordHasher }: Dependencies): CheckCredentials {
  return async (email, password) => {
    const credentials = await accounts.findCredentials(email);
    const isRight = await passwordHasher.verify(credentials?.passwordHash, password);
    return isRight && credentials !== undefined ? accounts.readAccount(credentials.userId) : undefined;
  };
}
