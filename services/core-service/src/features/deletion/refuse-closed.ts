import { AppError } from '@smart-ai-hub/contracts';
import type { Authenticate } from '@smart-ai-hub/service-kit';
import type { ClosuresRepository } from './closures.repository.ts';

/**
 * An access token outlives the deletion of its person by minutes: here it is worth nothing, so that nothing new is written about somebody
 * who is gone. Keys are deleted with their person, and need no look.
 */
export function refuseClosed(authenticate: Authenticate, closures: Pick<ClosuresRepository, 'isClosed'>): Authenticate {
  return async (request, response) => {
    const identity = await authenticate(request, response);
    if (identity.apiKeyId !== undefined || !(await closures.isClosed(identity.accountId))) return identity;
    throw new AppError('unauthenticated', { detail: 'This account no longer exists.' });
  };
}
