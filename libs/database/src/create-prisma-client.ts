import { PrismaPg } from '@prisma/adapter-pg';
import { createPool, type PoolOptions } from './create-pool.ts';
import { PrismaClient } from './generated/client.ts';

/** A Prisma client on a pool of its own with the rights of a role; `$disconnect()` closes both. */
export function createPrismaClient(options: PoolOptions): PrismaClient {
  const pool = createPool(options);
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
}
