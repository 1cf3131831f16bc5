import { microsToCredits, type User } from '@smart-ai-hub/contracts';
import type { AccountRecord } from './accounts.repository.ts';

/** An account as the API shows it. */
export function presentUser(account: AccountRecord): User {
  const { id, email, emailVerified, role, firstName, lastName, avatarUrl, balanceMicros } = account;
  return {
    id,
    email,
    emailVerified,
    role,
    profile: { firstName, lastName, avatarUrl },
    creditAccount: { currentBalance: microsToCredits(balanceMicros) },
  };
}
