import { migrateDatabase, migrationsHash } from '@smart-ai-hub/database';
import { urlOfDatabase, withAdmin } from './admin-client.ts';

/** Test databases of runs that were killed are worth nothing to anyone. */
const LEFTOVERS = `SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%' OR (datname LIKE 'template\\_%' AND datname <> $1)`;

async function dropLeftovers(postgresUrl: string, template: string): Promise<void> {
  await withAdmin(postgresUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>(LEFTOVERS, [template]);
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
  });
}

const exists = (postgresUrl: string, database: string): Promise<boolean> =>
  withAdmin(postgresUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    return rowCount === 1;
  });

/** A database with every migration applied, named by their hash: made again only when a migration changed. */
export async function prepareTemplate(postgresUrl: string): Promise<string> {
  const template = `template_${migrationsHash().slice(0, 16)}`;
  await dropLeftovers(postgresUrl, template);
  if (await exists(postgresUrl, template)) return template;
  const unfinished = `${template}_unfinished`;
  await migrateDatabase({ databaseUrl: urlOfDatabase(postgresUrl, unfinished) });
  await withAdmin(postgresUrl, (client) => client.query(`ALTER DATABASE "${unfinished}" RENAME TO "${template}"`));
  return template;
}
