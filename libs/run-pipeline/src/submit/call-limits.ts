import {
  type AccountLimits,
  AppError,
  type Identity,
  type LimitSource,
  type TakenTokens,
  limitSourceSchema,
} from '@smart-ai-hub/contracts';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** How often and how much a caller may call in a minute, counted in Redis for all replicas together. */
export type CallLimits = {
  /**
   * Counts a call, with what it is expected to use. What is answered goes along with the run, whose end corrects the tokens.
   * @throws AppError rate_limited with the limit's name and the seconds to wait, when nothing was counted; dependency_unavailable
   */
  take(identity: Identity, expectedTokens: number): Promise<TakenTokens[]>;
  /** Corrects what was taken by what a call really used, within the minute of its admission. */
  correct(taken: readonly TakenTokens[], usedTokens: number): Promise<void>;
};

type Limit = { source: LimitSource; subject: string; perMinute: number; points: number };

const WINDOW_SECONDS = 60;

export function createCallLimits(redis: Redis, account: AccountLimits): CallLimits {
  const limiters = createLimiters(redis);
  return {
    async take(identity, expectedTokens) {
      const limits = limitsOf(identity, account, expectedTokens);
      if (limits.length === 0) return [];
      const answers = await Promise.all(limits.map((limit) => consume(limiters.of(limit), limit)));
      const refused = answers
        .filter((answer) => answer !== 'taken')
        .toSorted((one, other) => other.waitMs - one.waitMs)[0];
      if (!refused) {
        const tokens = limits.filter(({ source }) => source.endsWith('_tokens'));
        return tokens.map((limit) => ({ key: keyOf(limit), taken: limit.points }));
      }
      // A call that is refused uses nothing up: neither of the limit that refused it nor of the others.
      await Promise.all(limits.map((limit) => limiters.of(limit).reward(limit.subject, limit.points)));
      throw limitError(refused.limit, refused.waitMs);
    },
    async correct(taken, usedTokens) {
      await Promise.all(taken.map((one) => correctOne(limiters, one, usedTokens)));
    },
  };
}

async function correctOne(limiters: Limiters, { key, taken }: TakenTokens, used: number): Promise<void> {
  const [source, subject] = splitKey(key);
  if (used === taken) return;
  const limiter = limiters.of({ source, perMinute: 1 });
  // The minute is over: what was taken in it no longer counts.
  if ((await limiter.get(subject)) === null) return;
  if (used > taken) await limiter.penalty(subject, used - taken);
  else await limiter.reward(subject, taken - used);
}

const keyOf = ({ source, subject }: Limit) => `${source}:${subject}`;

function splitKey(key: string): [LimitSource, string] {
  const [source, subject = ''] = key.split(':', 2);
  return [limitSourceSchema.parse(source), subject];
}

function limitsOf({ apiKeyId, keyLimits, accountId }: Identity, account: AccountLimits, tokens: number): Limit[] {
  const limit = (source: LimitSource, subject: string, perMinute: number | undefined, points: number): Limit[] =>
    // A call that is larger than the limit takes the whole minute: else it could never be made.
    perMinute === undefined ? [] : [{ source, subject, perMinute, points: Math.min(points, perMinute) }];
  return [
    ...limit('account_requests', accountId, account.RATE_LIMIT_REQUESTS_PER_MINUTE, 1),
    ...limit('account_tokens', accountId, account.RATE_LIMIT_TOKENS_PER_MINUTE, tokens),
    ...(apiKeyId === undefined ? [] : limit('key_requests', apiKeyId, keyLimits?.requestsPerMinute, 1)),
    ...(apiKeyId === undefined ? [] : limit('key_tokens', apiKeyId, keyLimits?.tokensPerMinute, tokens)),
  ];
}

type Limiters = ReturnType<typeof createLimiters>;

/** One limiter for each limit and number: keys have numbers of their own, and share the counter of their kind. */
function createLimiters(redis: Redis) {
  const limiters = new Map<string, RateLimiterRedis>();
  return {
    of({ source, perMinute }: Pick<Limit, 'source' | 'perMinute'>): RateLimiterRedis {
      const name = `${source} ${perMinute}`;
      const known = limiters.get(name);
      if (known) return known;
      const limiter = new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `limits:${source}`,
        points: perMinute,
        duration: WINDOW_SECONDS,
        rejectIfRedisNotReady: true,
      });
      limiters.set(name, limiter);
      return limiter;
    },
  };
}

async function consume(limiter: RateLimiterRedis, limit: Limit): Promise<'taken' | { limit: Limit; waitMs: number }> {
  try {
    await limiter.consume(limit.subject, limit.points);
    return 'taken';
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) return { limit, waitMs: thrown.msBeforeNext };
    const detail = 'The limits of calls cannot be checked at the moment. Nothing was charged; try again.';
    throw new AppError('dependency_unavailable', { detail, retryAfterSeconds: 1, cause: thrown });
  }
}

function limitError({ source, perMinute }: Limit, waitMs: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  const [owner, unit] = source.split('_');
  const whose = owner === 'key' ? 'This API key' : 'This account';
  return new AppError('rate_limited', {
    detail: `${whose} may use ${perMinute} ${unit} a minute. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
    limitSource: source,
  });
}
