export type MigrateConfig = { databaseUrl: string; connectTimeoutMs: number };

const CONNECT_TIMEOUT_MS = 60_000;

/** Throws a sentence that says what to set. */
export function readMigrateConfig(env: NodeJS.ProcessEnv): MigrateConfig {
  const { DATABASE_URL: databaseUrl, MIGRATION_CONNECT_TIMEOUT_MS: timeout } = env;
  if (!databaseUrl) throw new Error('DATABASE_URL is not set: name the database that is to be migrated.');
  const connectTimeoutMs = timeout ? Number(timeout) : CONNECT_TIMEOUT_MS;
  if (!Number.isInteger(connectTimeoutMs) || connectTimeoutMs < 0)
    throw new Error('MIGRATION_CONNECT_TIMEOUT_MS must be a whole number of milliseconds.');
  return { databaseUrl, connectTimeoutMs };
}
