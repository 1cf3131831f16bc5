import { Redis } from 'ioredis';

/** Takes everything out of a Redis, all of its databases; rejects when it does not answer. */
export async function emptyRedis(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}
