import { hash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { AppError } from '@smart-ai-hub/contracts';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

export type SignInLimits = {
  /** Throws `rate_limited` with the seconds to wait, or `dependency_unavailable` (see README.md) when Redis is away. */
  countAttempt(email: string, address: string): Promise<void>;
  forgetAttempts(email: string, address: string): Promise<void>;
  countRegistration(address: string): Promise<void>;
};

const WINDOW_SECONDS = 600;
/** At most 60 guesses an hour at one account, from however many addresses. */
const FAILURES_PER_EMAIL = 10;
/** Generous, because a company may come from one address. */
const FAILURES_PER_ADDRESS = 100;

type Options = { redis: Redis; registrationsPerHour: number };

/** Limits that all replicas share, counted in Redis. */
export function createSignInLimits({ redis, registrationsPerHour }: Options): SignInLimits {
  const limiter = (keyPrefix: string, points: number, duration: number) =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `limits:${keyPrefix}`,
      points,
      duration,
      rejectIfRedisNotReady: true,
    });
  const byEmail = limiter('sign-in:email', FAILURES_PER_EMAIL, WINDOW_SECONDS);
  const byAddress = limiter('sign-in:address', FAILURES_PER_ADDRESS, WINDOW_SECONDS);
  const registrations = limiter('register:address', registrationsPerHour, 3_600);
  return {
    countAttempt: async (email, address) => {
      await count(byAddress, networkOf(address));
      await count(byEmail, emailKey(email));
    },
    forgetAttempts: async (email, address) => {
      await Promise.all([byEmail.delete(emailKey(email)), byAddress.reward(networkOf(address), 1)]);
    },
    countRegistration: (address) => count(registrations, networkOf(address)),
  };
}

async function count(limiter: RateLimiterRedis, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) {
      const retryAfterSeconds = Math.max(1, Math.ceil(thrown.msBeforeNext / 1_000));
      const detail = `Too many attempts. Try again in ${retryAfterSeconds} seconds.`;
      throw new AppError('rate_limited', { detail, retryAfterSeconds });
    }
    const detail = 'Signing in is not possible at the moment. Try again shortly.';
    throw new AppError('dependency_unavailable', { detail, retryAfterSeconds: 1, cause: thrown });
  }
}

/** Redis need not hold people's addresses in the clear. */
const emailKey = (email: string): string => hash('sha256', email, 'hex').slice(0, 32);

/** An IPv6 customer has a whole /64 to change addresses in. */
export function networkOf(address: string): string {
  const isMappedIPv4 = address.startsWith('::ffff:') && address.includes('.');
  if (isMappedIPv4 || !isIPv6(address)) return address.replace('::ffff:', '');
  const [head = '', tail] = address.split('::');
  const start = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - start.length - end.length) }, () => '0');
  return [...start, ...zeros, ...end].slice(0, 4).join(':');
}
