export * from './create-pool.ts';
export * from './create-prisma-client.ts';
export * from './database-role.ts';
export * from './migrate-database.ts';
export { openPriceEntries } from './open-price-entries.ts';
export { migrationsHash } from './migration-files.ts';
export { Prisma, type PrismaClient } from './generated/client.ts';
export type * from './generated/models.ts';
export * from './prisma-executor.ts';
