import { once } from 'node:events';
import { type AddressInfo, type Socket, createConnection, createServer } from 'node:net';
import { Redis } from 'ioredis';

export type SeverableRedis = {
  /** Connected, and waits for Redis when that is away. */
  redis: Redis;
  /** Takes Redis away for this connection, and for those that are made of it, for good. */
  sever(): void;
};

const RETRY_MS = 50;
/** 20 s: longer than any test of what happens meanwhile, and not for ever, since what BullMQ makes of a connection is out of a test's reach. */
const MOST_RETRIES = 400;

/** A connection to the Redis at `redisUrl` that can be cut while Redis itself stays for all others. */
export async function createSeverableRedis(redisUrl: string): Promise<SeverableRedis> {
  const url = new URL(redisUrl);
  const { hostname, port } = url;
  const sockets = new Set<Socket>();
  const relay = createServer((near) => {
    const far = createConnection({ host: hostname, port: Number(port) });
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.pipe(far).pipe(near);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  url.host = `127.0.0.1:${(relay.address() as AddressInfo).port}`;
  const retryStrategy = (times: number) => (times < MOST_RETRIES ? RETRY_MS : null);
  const redis = new Redis(url.href, { maxRetriesPerRequest: null, retryStrategy });
  redis.on('error', () => undefined);
  await redis.ping();
  return {
    redis,
    sever() {
      relay.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
