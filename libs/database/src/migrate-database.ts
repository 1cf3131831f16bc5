import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type pg from 'pg';
import { type MigrationFile, readLockfile, readMigrations, readSchema } from './migration-files.ts';
import { canConnect, createDatabase, errorCodeOf, withClient } from './schema-engine/database-command.ts';
import { loadSchemaEngine } from './schema-engine/load-schema-engine.ts';
import { MigrationAdapterFactory } from './schema-engine/migration-adapter.ts';

export type MigrateOptions = { databaseUrl: string; log?: (line: string) => void };
export type MigrateResult = { applied: string[] };

/** Any number that nobody else uses: the advisory lock of one starter among several. */
const MIGRATION_LOCK_KEY = 7_305_518_023;
const UNDEFINED_TABLE = '42P01';

async function readAppliedChecksums(client: pg.Client): Promise<Set<string>> {
  try {
    const { rows } = await client.query<{ checksum: string }>(
      'SELECT checksum FROM public._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
    );
    return new Set(rows.map((row) => row.checksum));
  } catch (error) {
    if (errorCodeOf(error) === UNDEFINED_TABLE) return new Set();
    throw error;
  }
}

/** Those that began and did not end. */
async function readFailedMigrations(client: pg.Client): Promise<string[]> {
  try {
    const { rows } = await client.query<{ name: string }>(
      'SELECT migration_name AS name FROM public._prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL',
    );
    return rows.map(({ name }) => name);
  } catch (error) {
    if (errorCodeOf(error) === UNDEFINED_TABLE) return [];
    throw error;
  }
}

type Work = { databaseUrl: string; migrations: MigrationFile[]; failed: string[] };

async function applyMigrations({ databaseUrl, migrations, failed }: Work): Promise<string[]> {
  const SchemaEngine = await loadSchemaEngine();
  const connections = new MigrationAdapterFactory({ url: databaseUrl });
  const datamodels: [string, string][] = [['schema.prisma', readSchema()]];
  const adapterFactory = bindMigrationAwareSqlAdapterFactory(connections);
  const engine = await SchemaEngine.new({ datamodels }, () => undefined, adapterFactory);
  try {
    // Each script is one transaction: of one that failed nothing is there, and the mended one may be applied.
    for (const migrationName of failed) await engine.markMigrationRolledBack({ migrationName });
    const migrationDirectories = migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    }));
    const lockfile = { path: 'migration_lock.toml', content: readLockfile() };
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: { baseDir: 'prisma/migrations', shadowDbInitScript: '', lockfile, migrationDirectories },
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    engine.free();
    await connections.close();
  }
}

/**
 * Brings a database to the newest migration, and creates it when it is missing. Safe to call from several processes at
 * once: one applies, the others wait and find nothing to do. Takes a few milliseconds when nothing is left to apply.
 * Throws what PostgreSQL or the schema engine says when a migration fails; a failed migration leaves nothing behind
 * but its note in `_prisma_migrations`, and the next call tries it again.
 */
export async function migrateDatabase({ databaseUrl, log }: MigrateOptions): Promise<MigrateResult> {
  if (!(await canConnect(databaseUrl))) {
    await createDatabase(databaseUrl);
    log?.('created the database');
  }
  return withClient(databaseUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK_KEY]);
    const migrations = readMigrations();
    const known = await readAppliedChecksums(client);
    if (migrations.every(({ checksum }) => known.has(checksum))) return { applied: [] };
    const failed = await readFailedMigrations(client);
    const applied = await applyMigrations({ databaseUrl, migrations, failed });
    for (const name of applied) log?.(`applied migration ${name}`);
    return { applied };
  });
}
