import { newId, type registerBodySchema, type RoleName } from '@smart-ai-hub/contracts';
import type { z } from 'zod';
import type { FormerEmails } from '../deletion/former-emails.ts';
import type { PasswordHasher } from '../passwords/password-hasher.ts';
import type { CheckPassword } from '../passwords/password-policy.ts';
import type { AccountRecord, AccountsRepository } from './accounts.repository.ts';

type Dependencies = {
  accounts: AccountsRepository;
  passwordHasher: PasswordHasher;
  checkPassword: CheckPassword;
  formerEmails: FormerEmails;
  welcomeMicros: bigint;
};

export type Registration = z.output<typeof registerBodySchema> & { role?: RoleName };
export type RegisterAccount = (registration: Registration) => Promise<AccountRecord>;

/**
 * Makes a user with a profile and a credit account that holds the welcome credits, or throws `weak_password` or `email_taken`. Somebody who
 * was deleted and comes back has had them.
 */
export function createRegisterAccount(deps: Dependencies): RegisterAccount {
  return async ({ email, password, firstName, lastName, role = 'user' }) => {
    deps.checkPassword(password, [email, firstName, lastName, `${firstName}${lastName}`]);
    return deps.accounts.createAccount({
      id: newId('usr'),
      accountId: newId('acc'),
      email,
      passwordHash: await deps.passwordHasher.hash(password),
      firstName,
      lastName,
      role,
      welcomeMicros: deps.welcomeMicros,
      emailHashes: deps.formerEmails.hashesOf(email),
    });
  };
}
