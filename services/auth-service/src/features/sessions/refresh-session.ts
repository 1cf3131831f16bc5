import type { Logger } from '@smart-ai-hub/service-kit';
import type { AccountRecord, AccountsRepository } from '../accounts/accounts.repository.ts';
import type { IssueAccessToken } from '../signing-keys/access-token.ts';
import { hashRefreshToken, type RefreshTokens } from './refresh-token.ts';
import type { SessionsRepository } from './sessions.repository.ts';

type Dependencies = {
  accounts: AccountsRepository;
  sessions: SessionsRepository;
  refreshTokens: RefreshTokens;
  issueAccessToken: IssueAccessToken;
  logger: Logger;
};

/** `refreshToken` is absent when the browser already has, or is being given, a newer one. */
export type RefreshedSession = { account: AccountRecord; token: string; refreshToken?: string };
/** Undefined when there is no session to refresh (any more). */
export type RefreshSession = (presentedToken: string | undefined) => Promise<RefreshedSession | undefined>;

/** Trades a refresh token for its successor and an access token; a replayed one ends the whole family. */
export function createRefreshSession(deps: Dependencies): RefreshSession {
  return async (presentedToken) => {
    const parts = presentedToken === undefined ? undefined : deps.refreshTokens.parse(presentedToken);
    if (presentedToken === undefined || parts === undefined) return undefined;
    const { sessionId, generation } = parts;
    const nextToken = deps.refreshTokens.make({ sessionId, generation: generation + 1 });
    const rotation = await deps.sessions.rotate({
      sessionId,
      presentedHash: hashRefreshToken(presentedToken),
      nextHash: hashRefreshToken(nextToken),
    });
    if (rotation.outcome === 'replayed')
      deps.logger.warn({ sessionId }, 'an old refresh token was shown: session ended');
    if (rotation.outcome !== 'current') return undefined;
    const account = await deps.accounts.readAccount(rotation.userId);
    if (account === undefined) return undefined;
    const { id: userId, accountId, role } = account;
    const token = await deps.issueAccessToken({ userId, accountId, role, sessionId });
    return { account, token, ...(rotation.isSuccessor && { refreshToken: nextToken }) };
  };
}
