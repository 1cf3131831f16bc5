import { AppError, type SocketLimits } from '@smart-ai-hub/contracts';

/** The connections of this process. Each `take` answers how to give the place back; AppError rate_limited when there is none. */
export type ConnectionCounts = {
  takeUnsigned(): () => void;
  takeAccount(accountId: string): () => void;
};

type Limits = Pick<SocketLimits, 'unsignedConnections' | 'connectionsPerAccount'>;

export function createConnectionCounts(limits: Limits): ConnectionCounts {
  const taken = new Map<string, number>();
  const take = (name: string, limit: number, detail: string) => {
    const count = taken.get(name) ?? 0;
    if (count >= limit) throw new AppError('rate_limited', { detail, retryAfterSeconds: 5 });
    taken.set(name, count + 1);
    return () => {
      const left = (taken.get(name) ?? 1) - 1;
      if (left > 0) taken.set(name, left);
      else taken.delete(name);
    };
  };
  return {
    takeUnsigned: () =>
      take('', limits.unsignedConnections, 'Too many clients are about to sign in. Try again shortly.'),
    takeAccount: (accountId) =>
      take(
        accountId,
        limits.connectionsPerAccount,
        `The account has ${limits.connectionsPerAccount} connections already: one can carry many runs.`,
      ),
  };
}
