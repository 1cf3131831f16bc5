// What the image database-migrations runs: brings the database of DATABASE_URL to the newest migration. One line of JSON a migration;
// exit 0: the schema is this release's or newer, 1: it is as it was before.
import { migrateDatabase } from '../migrate-database.ts';
import { readMigrateConfig } from './config.ts';
import { waitForDatabase } from './wait-for-database.ts';

function log(level: 'info' | 'fatal', message: string): void {
  const line = { level, time: new Date().toISOString(), service: 'database-migrations', msg: message };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

// The first process of a container has no default for signals. PostgreSQL takes back what was not committed.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));

try {
  const { databaseUrl, connectTimeoutMs } = readMigrateConfig(process.env);
  await waitForDatabase(databaseUrl, connectTimeoutMs);
  const { applied } = await migrateDatabase({ databaseUrl, log: (line) => log('info', line) });
  log('info', applied.length === 0 ? 'nothing to apply' : `${applied.length} migrations applied`);
} catch (error) {
  log('fatal', error instanceof Error ? error.message || String(error) : String(error));
  process.exitCode = 1;
}
