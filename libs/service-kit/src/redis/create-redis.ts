import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../logging/create-logger.ts';

/**
 * `producer` fails fast: a request that needs Redis is answered 503 within two seconds instead of hanging.
 * `worker` and `subscriber` wait for Redis to come back, however long that takes.
 */
export type RedisRole = 'producer' | 'worker' | 'subscriber';

type WaitingOptions = Pick<RedisOptions, 'enableOfflineQueue' | 'maxRetriesPerRequest' | 'commandTimeout'>;

const optionsByRole: Record<RedisRole, WaitingOptions> = {
  producer: { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 1_500 },
  worker: { maxRetriesPerRequest: null },
  subscriber: { maxRetriesPerRequest: null },
};

const MAX_RECONNECT_DELAY_MS = 1_000;

/**
 * A Redis client that always reconnects. It logs the loss and the return of the connection once each, not every attempt; the
 * listener also keeps ioredis from ending the process.
 */
export function createRedis(url: string, { role, logger }: { role: RedisRole; logger: Logger }): Redis {
  const redis = new Redis(url, {
    ...optionsByRole[role],
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_DELAY_MS),
  });
  let isLost = false;
  redis.on('error', (error: Error) => {
    if (!isLost) logger.warn({ err: error, role }, 'redis connection lost');
    isLost = true;
  });
  redis.on('ready', () => {
    if (isLost) logger.info({ role }, 'redis connection restored');
    isLost = false;
  });
  return redis;
}
