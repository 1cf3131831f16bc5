import { AppError, type DeletePersonBody, type Identity, microsToCredits } from '@smart-ai-hub/contracts';
import { API_KEYS_REVOKED_CHANNEL, type Logger } from '@smart-ai-hub/service-kit';
import type { Redis } from 'ioredis';
import type { CheckCredentials } from '../accounts/check-credentials.ts';
import type { ReadMe } from '../accounts/read-me.ts';
import type { SignInLimits } from '../accounts/sign-in-limits.ts';
import type { FormerEmails } from './former-emails.ts';
import type { PeopleRepository } from './people.repository.ts';

type Dependencies = {
  people: PeopleRepository;
  formerEmails: FormerEmails;
  redis: Redis;
  logger: Logger;
};

/** `own`: by the person; otherwise what an administrator said. */
type DeletionReason = DeletePersonBody['reason'] | 'own';

export type DeletePerson = (
  by: Pick<Identity, 'userId'>,
  input: { accountId: string; reason: DeletionReason; forfeitCredits: boolean },
) => Promise<void>;

/** @throws AppError not_found, account_has_credits, last_administrator */
export function createDeletePerson({ people, formerEmails, redis, logger }: Dependencies): DeletePerson {
  return async ({ userId }, { accountId, reason, forfeitCredits }) => {
    const deletion = { accountId, deletedBy: userId, mayForfeit: forfeitCredits, hashEmail: formerEmails.hashOf };
    const result = await people.deletePerson(deletion);
    if (result.outcome !== 'deleted') throw refusal(result, accountId);
    logger.warn({ accountId, deletedBy: userId, reason }, 'a person was deleted');
    // Where Redis does not hear it, caches drop the keys by their own age: the person is gone, and nothing is to be repeated.
    await Promise.allSettled(result.keyHashes.map((hash) => redis.publish(API_KEYS_REVOKED_CHANNEL, hash)));
  };
}

type Refusal = Exclude<Awaited<ReturnType<PeopleRepository['deletePerson']>>, { outcome: 'deleted' }>;

function refusal(result: Refusal, accountId: string): AppError {
  if (result.outcome === 'unknown') {
    return new AppError('not_found', { detail: `There is no person of the account ${accountId}.` });
  }
  if (result.outcome === 'last_administrator') {
    return new AppError('last_administrator', { detail: 'This is the last administrator. Make another one first.' });
  }
  const credits = microsToCredits(result.balanceMicros);
  return new AppError('account_has_credits', {
    detail: `There are ${credits} credits left, which would be lost. Say so by forfeitCredits, or ask for a refund first.`,
    errors: [{ path: 'forfeitCredits', message: `must be true to give up ${credits} credits` }],
  });
}

type OwnDependencies = {
  readMe: ReadMe;
  limits: SignInLimits;
  checkCredentials: CheckCredentials;
  deletePerson: DeletePerson;
};

export type DeleteMe = (
  identity: Identity,
  input: { password: string; forfeitCredits: boolean; address: string },
) => Promise<void>;

/**
 * A token alone does not do: whoever finds an open browser must not be able to delete its owner. Wrong passwords count as those of a
 * sign-in do.
 * @throws AppError invalid_credentials, rate_limited, and those of `DeletePerson`
 */
export function createDeleteMe({ readMe, limits, checkCredentials, deletePerson }: OwnDependencies): DeleteMe {
  return async (identity, { password, forfeitCredits, address }) => {
    const { email, accountId } = await readMe(identity);
    await limits.countAttempt(email, address);
    const account = await checkCredentials(email, password);
    if (account?.id !== identity.userId) {
      throw new AppError('invalid_credentials', {
        detail: 'This is not your password.',
        errors: [{ path: 'password', message: 'is not your password' }],
      });
    }
    await limits.forgetAttempts(email, address);
    await deletePerson(identity, { accountId, reason: 'own', forfeitCredits });
  };
}
