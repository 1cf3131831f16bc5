import { AppError } from '@smart-ai-hub/contracts';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

export type RedeemLimit = {
  /** @throws AppError rate_limited; dependency_unavailable when Redis is away */
  countGuess(accountId: string): Promise<void>;
  /** A code that was right was no guess. */
  takeBack(accountId: string): Promise<void>;
};

const GUESSES_PER_HOUR = 20;
const HOUR_SECONDS = 3_600;

/** Wrong codes of an account, over all replicas: short codes must not be found by trying. */
export function createRedeemLimit(redis: Redis): RedeemLimit {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: 'limits:redeem',
    points: GUESSES_PER_HOUR,
    duration: HOUR_SECONDS,
    rejectIfRedisNotReady: true,
  });
  return {
    async countGuess(accountId) {
      try {
        await limiter.consume(accountId);
      } catch (thrown) {
        if (thrown instanceof RateLimiterRes) {
          const retryAfterSeconds = Math.max(1, Math.ceil(thrown.msBeforeNext / 1_000));
          const detail = `Too many codes that were not right. Try again in ${retryAfterSeconds} seconds.`;
          throw new AppError('rate_limited', { detail, retryAfterSeconds });
        }
        const detail = 'Codes cannot be redeemed at the moment. Try again shortly.';
        throw new AppError('dependency_unavailable', { detail, retryAfterSeconds: 1, cause: thrown });
      }
    },
    async takeBack(accountId) {
      // The code is redeemed; a count that stays one too high for an hour is no reason to say otherwise.
      await limiter.reward(accountId).catch(() => undefined);
    },
  };
}
