import type { User } from '@smart-ai-hub/contracts';
import type { Problem } from './problem.ts';

export type SignedIn = { user: User; token: string };
export type RefreshResult = { data: SignedIn } | { problem: Problem };

export type SessionTokens = {
  current(): string | null;
  /** Starts a session, or replaces its token after a refresh. */
  set(token: string): void;
  /** Ends the session: the token is forgotten and `signal` of the session aborts. */
  clear(): void;
  /** Aborts when the session ends: whatever runs on its behalf hangs on it. */
  signal(): AbortSignal;
  /** Trades the refresh cookie for a new token. Calls that overlap share one request, also across tabs. */
  refresh(): Promise<RefreshResult>;
};

export type SessionTokensOptions = {
  requestRefresh: () => Promise<RefreshResult>;
  /** `navigator.locks`, where there is one: tabs take turns, because each refresh rotates the shared cookie. */
  locks: Pick<LockManager, 'request'> | undefined;
};

const REFRESH_LOCK = 'smart-ai-hub-refresh';

/** Keeps the access token in this closure only: no storage, no URL and no state that developer tools or a crash report would show. */
export function createSessionTokens({ requestRefresh, locks }: SessionTokensOptions): SessionTokens {
  let token: string | null = null;
  let session = new AbortController();
  let refreshing: Promise<RefreshResult> | null = null;

  const refreshOnce = async (): Promise<RefreshResult> => {
    const endsWith = session.signal;
    const result = locks === undefined ? await requestRefresh() : await locks.request(REFRESH_LOCK, requestRefresh);
    // Somebody signed out while the refresh was under way: its token must not bring the session back.
    if ('data' in result && !endsWith.aborted) token = result.data.token;
    return result;
  };

  return {
    current: () => token,
    set: (next) => {
      token = next;
    },
    clear: () => {
      token = null;
      session.abort();
      session = new AbortController();
    },
    signal: () => session.signal,
    refresh: () => {
      refreshing ??= refreshOnce().finally(() => {
        refreshing = null;
      });
      return refreshing;
    },
  };
}
