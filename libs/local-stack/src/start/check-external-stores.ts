import { migrateDatabase } from '@smart-ai-hub/database';
import { Redis } from 'ioredis';
import { StartError } from '../start-error.ts';

const hostOf = (url: string): string => new URL(url).host;

function reasonOf(error: unknown): string {
  // Node reports one failed address per protocol of `localhost` as an error without words of its own.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  return error instanceof Error ? error.message : String(error);
}

/** Migrates, and turns whatever goes wrong into one message that names the database and the setting. */
export async function migrate(databaseUrl: string, isExternal: boolean): Promise<number> {
  try {
    const { applied } = await migrateDatabase({ databaseUrl });
    return applied.length;
  } catch (cause) {
    const hint = isExternal
      ? 'Check DATABASE_URL, or unset it to use the embedded PostgreSQL.'
      : 'Delete the data folder to start afresh, or mend the migration.';
    throw new StartError(`The database at ${hostOf(databaseUrl)} could not be migrated: ${reasonOf(cause)}`, [hint], {
      cause,
    });
  }
}

/** Says at once that a Redis of one's own does not answer; the services would retry for long. */
export async function requireRedis(redisUrl: string): Promise<void> {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: 3_000,
  });
  let reason: unknown;
  client.on('error', (error: unknown) => (reason = error));
  try {
    await client.connect();
    await client.ping();
  } catch (cause) {
    const hint = 'Check REDIS_URL, or unset it to use the embedded Redis.';
    throw new StartError(`The Redis at ${hostOf(redisUrl)} does not answer: ${reasonOf(reason ?? cause)}`, [hint], {
      cause,
    });
  } finally {
    client.disconnect();
  }
}
