import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../prisma/migrations');

export type MigrationFile = { name: string; sql: string; checksum: string };

export const readSchema = (): string => readFileSync(join(import.meta.dirname, '../prisma/schema.prisma'), 'utf8');
export const readLockfile = (): string => readFileSync(join(folder, 'migration_lock.toml'), 'utf8');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Every migration in the order in which it is applied, with the checksum Prisma notes in `_prisma_migrations`. */
export function readMigrations(): MigrationFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: sha256(sql) };
    });
}

/** Names the state that all migrations lead to: equal hashes, equal databases. Test fixtures key their template on it. */
export function migrationsHash(): string {
  return sha256(
    readMigrations()
      .map(({ name, checksum }) => `${name} ${checksum}\n`)
      .join(''),
  );
}
