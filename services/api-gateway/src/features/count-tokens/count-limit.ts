import { AppError } from '@smart-ai-hub/contracts';
import { type IRateLimiterRedisOptions, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Claude Code asks 26 times at once when it compacts; nobody needs ten times that each minute. */
const COUNTS_PER_MINUTE = 300;

/** Counts of tokens are free, so they are limited: per account, over all replicas. Throws `rate_limited` with the seconds to wait. */
export function createCountLimit(redis: IRateLimiterRedisOptions['storeClient']): (accountId: string) => Promise<void> {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: 'limits:token-counts',
    points: COUNTS_PER_MINUTE,
    duration: 60,
    rejectIfRedisNotReady: true,
  });
  return async (accountId) => {
    try {
      await limiter.consume(accountId);
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) {
        const detail = 'Counting tokens is not possible at the moment. Try again shortly.';
        throw new AppError('dependency_unavailable', { detail, retryAfterSeconds: 1, cause: thrown });
      }
      const retryAfterSeconds = Math.max(1, Math.ceil(thrown.msBeforeNext / 1_000));
      const detail = `Tokens are counted ${COUNTS_PER_MINUTE} times a minute at most. Try again in ${retryAfterSeconds} s.`;
      throw new AppError('rate_limited', { detail, retryAfterSeconds });
    }
  };
}
