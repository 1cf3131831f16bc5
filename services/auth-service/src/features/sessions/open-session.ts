import { newId } from '@smart-ai-hub/contracts';
import type { AccountRecord } from '../accounts/accounts.repository.ts';
import type { IssueAccessToken } from '../signing-keys/access-token.ts';
import { hashRefreshToken, type RefreshTokens } from './refresh-token.ts';
import type { SessionsRepository } from './sessions.repository.ts';

type Dependencies = { sessions: SessionsRepository; refreshTokens: RefreshTokens; issueAccessToken: IssueAccessToken };

export type OpenedSession = { token: string; refreshToken: string };
export type OpenSession = (account: AccountRecord, userAgent: string | undefined) => Promise<OpenedSession>;

/** Begins a new family of refresh tokens for a person who has just proven who they are. */
export function createOpenSession({ sessions, refreshTokens, issueAccessToken }: Dependencies): OpenSession {
  return async (account, userAgent) => {
    const sessionId = newId('ses');
    const refreshToken = refreshTokens.make({ sessionId, generation: 0 });
    await sessions.createSession({
      id: sessionId,
      userId: account.id,
      tokenHash: hashRefreshToken(refreshToken),
      userAgent,
    });
    const { id: userId, accountId, role } = account;
    return { token: await issueAccessToken({ userId, accountId, role, sessionId }), refreshToken };
  };
}
