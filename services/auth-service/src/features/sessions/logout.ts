import type { RefreshTokens } from './refresh-token.ts';
import type { SessionsRepository } from './sessions.repository.ts';

type Dependencies = { sessions: SessionsRepository; refreshTokens: RefreshTokens };

export type Logout = (presentedToken: string | undefined) => Promise<void>;

/** Ends the whole family of a refresh token, of whatever generation; without a genuine one there is nothing to end. */
export function createLogout({ sessions, refreshTokens }: Dependencies): Logout {
  return async (presentedToken) => {
    const parts = presentedToken === undefined ? undefined : refreshTokens.parse(presentedToken);
    if (parts !== undefined) await sessions.endSession(parts.sessionId);
  };
}
