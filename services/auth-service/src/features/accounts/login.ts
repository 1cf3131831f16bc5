import { AppError } from '@smart-ai-hub/contracts';
import type { AccountRecord } from './accounts.repository.ts';
import type { SignInLimits } from './sign-in-limits.ts';

/** `authenticate` answers the account when the password is right. */
export type LoginAttempt = { email: string; address: string; authenticate: () => Promise<AccountRecord | undefined> };
export type Login = (attempt: LoginAttempt) => Promise<AccountRecord>;

/** Counts the attempt before the password is looked at, so that many at once cannot get past the limit; a success is taken off again. */
export function createLogin({ limits }: { limits: SignInLimits }): Login {
  return async ({ email, address, authenticate }) => {
    await limits.countAttempt(email, address);
    const account = await authenticate();
    if (account === undefined) throw new AppError('invalid_credentials', { detail: 'Wrong e-mail or password.' });
    await limits.forgetAttempts(email, address);
    return account;
  };
}
