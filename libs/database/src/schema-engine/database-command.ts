import pg from 'pg';

const INVALID_CATALOG_NAME = '3D000';
const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';

export function errorCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export const databaseNameOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // Without a listener a connection that breaks later would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

export async function canConnect(url: string): Promise<boolean> {
  try {
    await withClient(url, async (client) => client.query('SELECT 1'));
    return true;
  } catch (error) {
    if (errorCodeOf(error) === INVALID_CATALOG_NAME) return false;
    throw error;
  }
}

function maintenanceUrl(url: string): string {
  const parsed = new URL(url);
  parsed.pathname = '/postgres';
  return parsed.href;
}

/** Creates the database a URL names; another process that was faster is fine. */
export async function createDatabase(url: string): Promise<void> {
  const name = pg.escapeIdentifier(databaseNameOf(url));
  await withClient(maintenanceUrl(url), async (client) => client.query(`CREATE DATABASE ${name}`)).catch(
    (error: unknown) => {
      const code = errorCodeOf(error);
      if (code !== DUPLICATE_DATABASE && code !== UNIQUE_VIOLATION) throw error;
    },
  );
}

export async function dropDatabase(url: string): Promise<void> {
  const name = pg.escapeIdentifier(databaseNameOf(url));
  await withClient(maintenanceUrl(url), async (client) => client.query(`DROP DATABASE IF EXISTS ${name}`));
}
