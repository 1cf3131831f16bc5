import { Redis } from 'ioredis';
import { readAddresses } from '../config.ts';

export type TestRedis = {
  url: string;
  drop(): Promise<void>;
};

const COUNTER = 'test-databases-handed-out';

async function withRedis<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { maxRetriesPerRequest: 1 });
  client.on('error', () => undefined);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

function urlOfNumber(url: string, number: number): string {
  const changed = new URL(url);
  changed.pathname = `/${number}`;
  return changed.href;
}

/**
 * An empty logical database of one's own (BullMQ needs plain keys, so a prefix would not do). They are handed out in turn; a channel of
 * publish and subscribe is shared by all, so its name has to hold an id.
 */
export async function createTestRedis(): Promise<TestRedis> {
  const { redisUrl, redisDatabases } = readAddresses();
  const count = await withRedis(urlOfNumber(redisUrl, 0), (client) => client.incr(COUNTER));
  const url = urlOfNumber(redisUrl, 1 + (count % (redisDatabases - 1)));
  const flush = async (): Promise<void> => {
    await withRedis(url, (client) => client.flushdb());
  };
  await flush();
  return { url, drop: flush };
}
