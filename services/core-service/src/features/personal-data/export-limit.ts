import { AppError } from '@smart-ai-hub/contracts';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** @throws AppError rate_limited; dependency_unavailable when Redis is away */
export type CountExport = (accountId: string) => Promise<void>;

const EXPORTS_PER_HOUR = 6;
const HOUR_SECONDS = 3_600;

/** Over all replicas: a whole history is read for each. */
export function createExportLimit(redis: Redis): CountExport {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: 'limits:personal-data',
    points: EXPORTS_PER_HOUR,
    duration: HOUR_SECONDS,
    rejectIfRedisNotReady: true,
  });
  return async (accountId) => {
    try {
      await limiter.consume(accountId);
    } catch (thrown) {
      if (thrown instanceof RateLimiterRes) {
        const retryAfterSeconds = Math.max(1, Math.ceil(thrown.msBeforeNext / 1_000));
        const detail = `Your data was asked for ${EXPORTS_PER_HOUR} times in an hour. Try again in ${retryAfterSeconds} seconds.`;
        throw new AppError('rate_limited', { detail, retryAfterSeconds });
      }
      const detail = 'Your data cannot be put together at the moment. Try again shortly.';
      throw new AppError('dependency_unavailable', { detail, retryAfterSeconds: 1, cause: thrown });
    }
  };
}
