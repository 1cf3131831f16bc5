import { describe, expect, it } from '@jest/globals';
import { isDependencyFailure } from '../http/is-dependency-failure.ts';
import { createLogger } from '../logging/create-logger.ts';
import { closeRedis } from './close-redis.ts';
import { createRedis } from './create-redis.ts';

describe('createRedis', () => {
  it('fails a producer command at once while Redis is down, as a dependency failure, and logs the loss only once', async () => {
    const lines: string[] = [];
    const logger = createLogger({
      service: 'sample',
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
    });
    const redis = createRedis('redis://:hunter2@127.0.0.1:1', { role: 'producer', logger });
    const startedAt = performance.now();
    const failure = await redis.get('x').catch((thrown: unknown) => thrown);
    expect(isDependencyFailure(failure)).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(500);
    await new Promise((resolve) => redis.once('reconnecting', resolve));
    await new Promise((resolve) => redis.once('reconnecting', resolve));
    await closeRedis(redis);
    expect(lines.filter((line) => line.includes('redis connection lost'))).toHaveLength(1);
    expect(lines.join()).not.toContain('hunter2');
  });
});
