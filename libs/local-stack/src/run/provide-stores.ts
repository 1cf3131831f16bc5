import { claimLock } from '../processes/file-lock.ts';
import { openDataFolder } from '../data-folder/data-folder.ts';
import { isOurs } from '../processes/process-info.ts';
import { createProcessLedger, endOrphans } from '../processes/process-ledger.ts';
import { startWatchdog } from '../processes/watchdog.ts';
import type { Closers } from '../start/closers.ts';
import type { StartConfig } from '../start/config.ts';
import { migrate } from '../start/check-external-stores.ts';
import { DATABASE, startPostgresStore, startRedisStore } from '../start/start-stores.ts';
import { StartError } from '../start-error.ts';
import { planPorts } from '../supervisor/service-catalog.ts';

export type StoreEnvironment = { DATABASE_URL: string; REDIS_URL: string };

/** The stores of a start that runs beside us. */
function findRunningStores(processes: string): StoreEnvironment {
  const entries = createProcessLedger(processes).list();
  const urlOf = (name: string): string => {
    const entry = entries.find((candidate) => candidate.name === name);
    if (entry?.url !== undefined && isOurs(entry.pid, entry.marker)) return entry.url;
    throw new StartError(`npm start is running, but its ${name} is not up yet.`, ['Wait for its URL and try again.']);
  };
  const databaseUrl = new URL(urlOf('postgres'));
  databaseUrl.pathname = `/${DATABASE}`;
  return { DATABASE_URL: databaseUrl.href, REDIS_URL: urlOf('redis') };
}

/**
 * DATABASE_URL and REDIS_URL for a script: those that are set, else the embedded stores of a running `npm start`, else the same stores,
 * started for as long as the script runs.
 */
export async function provideStores(config: StartConfig, closers: Closers): Promise<StoreEnvironment> {
  const { databaseUrl, redisUrl } = config;
  if (databaseUrl !== undefined && redisUrl !== undefined) return { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  const data = openDataFolder(config.dataFolder);
  const claim = claimLock(data.lock, 'a script with stores of its own');
  if (claim.outcome === 'held') {
    const running = findRunningStores(data.processes);
    return { DATABASE_URL: databaseUrl ?? running.DATABASE_URL, REDIS_URL: redisUrl ?? running.REDIS_URL };
  }
  closers.add(claim.lock.release);
  const ledger = createProcessLedger(data.processes);
  await endOrphans(ledger);
  closers.add(startWatchdog(ledger).release);
  const deps = { data, ledger, closers, signal: new AbortController().signal, announce: () => undefined };
  const { postgres, redis } = planPorts(config.port, config.internalPortBase);
  const database = databaseUrl ?? (await startPostgresStore(postgres, deps)).url;
  await migrate(database, databaseUrl !== undefined);
  return { DATABASE_URL: database, REDIS_URL: redisUrl ?? (await startRedisStore(redis, config.host, deps)).url };
}
