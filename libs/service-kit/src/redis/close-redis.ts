import type { Redis } from 'ioredis';

const QUIT_TIMEOUT_MS = 1_000;

/** Lets pending commands finish for at most a second, then hangs up; never throws, also when Redis is gone. */
export async function closeRedis(redis: Redis): Promise<void> {
  if (redis.status === 'ready') {
    const limit = new Promise<void>((resolve) => setTimeout(resolve, QUIT_TIMEOUT_MS).unref());
    await Promise.race([redis.quit().catch(() => undefined), limit]);
  }
  redis.disconnect();
}
