import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@smart-ai-hub/testing';
import { createPool } from './create-pool.ts';
import { createPrismaClient } from './create-prisma-client.ts';
import { databaseRoles } from './database-role.ts';
import { migrateDatabase } from './migrate-database.ts';
import { migrationsHash, readMigrations } from './migration-files.ts';
import { createDatabase, dropDatabase } from './schema-engine/database-command.ts';

const library = join(import.meta.dirname, '..');

describe('migrateDatabase', () => {
  let database: TestDatabase;
  const made: string[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await Promise.all(made.map(dropDatabase));
    await database.drop();
  });

  function newUrl(): string {
    const url = new URL(database.url);
    url.pathname = `/migrate_${randomUUID().replaceAll('-', '')}`;
    made.push(url.href);
    return url.href;
  }

  it('makes the schema of schema.prisma: the models and the migrations do not drift apart', async () => {
    const { status, stdout, stderr } = spawnSync(
      'node',
      [
        'bin/prisma.mjs',
        'migrate',
        'diff',
        '--from-config-datasource',
        '--to-schema',
        'prisma/schema.prisma',
        '--exit-code',
      ],
      { cwd: library, env: { ...process.env, DATABASE_URL: database.url }, encoding: 'utf8' },
    );
    expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: expect.stringContaining('No difference') });
  }, 60_000);

  it('creates the database and applies each migration once when eight starters begin together', async () => {
    const databaseUrl = newUrl();
    const results = await Promise.all(Array.from({ length: 8 }, async () => migrateDatabase({ databaseUrl })));

    expect(results.flatMap(({ applied }) => applied)).toEqual(readMigrations().map(({ name }) => name));
    expect(await migrateDatabase({ databaseUrl })).toEqual({ applied: [] });
  }, 60_000);

  it('migrates several databases of one cluster at once, though they share their roles', async () => {
    const urls = Array.from({ length: 4 }, newUrl);
    const results = await Promise.all(urls.map(async (databaseUrl) => migrateDatabase({ databaseUrl })));
    expect(results.map(({ applied }) => applied.length)).toEqual(urls.map(() => readMigrations().length));
  }, 60_000);

  it('leaves nothing of a migration that fails, and applies it when it is called again', async () => {
    const databaseUrl = newUrl();
    await createDatabase(databaseUrl);
    const owner = createPool({ url: databaseUrl, max: 1 });
    await owner.query(`CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION 'no functions today'; END; $$`);
    await owner.query(`CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE FUNCTION')
      EXECUTE FUNCTION public.refuse()`);
    await expect(migrateDatabase({ databaseUrl })).rejects.toThrow(/no functions today/);
    await expect(migrateDatabase({ databaseUrl })).rejects.toThrow(/no functions today/);
    await owner.query('DROP EVENT TRIGGER refuse');
    await owner.end();

    // The first one makes a function already, and it is one transaction.
    const all = readMigrations().map(({ name }) => name);
    expect(await migrateDatabase({ databaseUrl })).toEqual({ applied: all });
  }, 60_000);

  it('leaves a database that every role can be used on', async () => {
    for (const role of databaseRoles) {
      const prisma = createPrismaClient({ url: database.url, role, max: 1 });
      expect(await prisma.$queryRaw`SELECT current_user AS role`).toEqual([{ role }]);
      await prisma.$disconnect();
    }
  });

  it('has a hash that names the set of migrations', () => {
    expect(migrationsHash()).toMatch(/^[0-9a-f]{64}$/);
  });
});
