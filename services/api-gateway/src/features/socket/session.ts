import { AppError, type Identity } from '@smart-ai-hub/contracts';
import type { CallerAuthenticator } from '@smart-ai-hub/service-kit';
import type { IncomingHttpHeaders } from 'node:http';
import type { ConnectionCounts } from './connection-counts.ts';

/** Who is at the other end of a connection, and for how long. */
export type Session = {
  /** Signs in, or goes on with a newer credential of the same account. */
  signIn(credential: IncomingHttpHeaders): Promise<Identity>;
  /** Who calls, by a credential that is asked about anew: keys are revoked and tokens end. */
  identify(): Promise<Identity>;
  /** As far as is known without asking. */
  current(): Identity | undefined;
  end(): void;
};

export type SessionOptions = {
  authenticate: CallerAuthenticator;
  counts: ConnectionCounts;
  now?: () => number;
};

/** A session that has not begun. `onExpiry` hears when the access token's time is over. */
export function createSession({ authenticate, counts, now = Date.now }: SessionOptions, onExpiry: () => void): Session {
  let credential: IncomingHttpHeaders = {};
  let identity: Identity | undefined;
  let expiry: NodeJS.Timeout | undefined;
  let isOver = false;
  let release = counts.takeUnsigned();

  const begin = (found: Identity) => {
    const releaseUnsigned = release;
    release = counts.takeAccount(found.accountId);
    releaseUnsigned();
  };
  const adopt = (found: Identity, headers: IncomingHttpHeaders) => {
    if (identity && identity.accountId !== found.accountId) {
      throw new AppError('forbidden', { detail: 'A connection belongs to one account. Open another for this one.' });
    }
    if (!identity) begin(found);
    [identity, credential] = [found, headers];
    clearTimeout(expiry);
    if (found.tokenEndsAtMs !== undefined) expiry = setTimeout(onExpiry, Math.max(0, found.tokenEndsAtMs - now()));
  };
  return {
    async signIn(headers) {
      const found = await authenticate({ headers });
      if (!isOver) adopt(found, headers);
      return found;
    },
    identify: () => authenticate({ headers: credential }),
    current: () => identity,
    end() {
      isOver = true;
      clearTimeout(expiry);
      release();
      release = () => undefined;
    },
  };
}
