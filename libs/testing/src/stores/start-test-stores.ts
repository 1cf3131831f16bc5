import { join } from 'node:path';
import {
  claimLock,
  createLogFile,
  createProcessLedger,
  type DataFolder,
  endOrphans,
  type FileLock,
  findFreePort,
  findRedisServer,
  openDataFolder,
  type ProcessLedger,
  startEmbeddedPostgres,
  startEmbeddedRedis,
  startWatchdog,
} from '@smart-ai-hub/local-stack';
import { publishAddresses, testConfig } from '../config.ts';
import { prepareTemplate } from './template-database.ts';

export type TestStores = { stop(): Promise<void> };

type Started = { url: string; stop(): Promise<void> };
type Place = { data: DataFolder; ledger: ProcessLedger };

const EMBEDDED_REDIS_DATABASES = 256;
const EXTERNAL_REDIS_DATABASES = 16;
const nothingToStop = async (): Promise<void> => undefined;

/** Two runs at the same time must not share a data folder: each takes the first that nobody holds. */
function claimPlace(): { data: DataFolder; lock: FileLock } {
  for (let number = 0; ; number += 1) {
    const folder = join(testConfig.storesFolder, String(number));
    const claim = claimLock(join(folder, 'start.lock'));
    if (claim.outcome === 'locked') return { data: openDataFolder(folder), lock: claim.lock };
  }
}

async function startPostgres({ data, ledger }: Place): Promise<Started> {
  if (testConfig.postgresUrl !== undefined) return { url: testConfig.postgresUrl, stop: nothingToStop };
  const postgres = await startEmbeddedPostgres({
    folder: data.at('postgres'),
    port: await findFreePort(),
    password: data.secret('postgres-password'),
    isDurable: false,
    ledger,
    log: createLogFile(join(data.logs, 'postgres.log')),
  });
  return { url: postgres.urlOf('postgres'), stop: postgres.process.stop };
}

async function startRedis({ data, ledger }: Place): Promise<Started> {
  if (testConfig.redisUrl !== undefined) return { url: testConfig.redisUrl, stop: nothingToStop };
  const redis = await startEmbeddedRedis({
    server: await findRedisServer({ host: testConfig.host, cacheFolder: testConfig.cacheFolder }),
    folder: data.at('redis'),
    port: await findFreePort(),
    password: data.secret('redis-password'),
    isDurable: false,
    databases: EMBEDDED_REDIS_DATABASES,
    ledger,
    log: createLogFile(join(data.logs, 'redis.log')),
  });
  return { url: redis.url, stop: redis.process.stop };
}

/**
 * One PostgreSQL (without fsync) and one Redis for a whole test run, in `.data/test-stores`, with a migrated template database. Sets the
 * environment variable by which the run's processes find them. TEST_DATABASE_URL and TEST_REDIS_URL replace them.
 */
export async function startTestStores(): Promise<TestStores> {
  const { data, lock } = claimPlace();
  const ledger = createProcessLedger(data.processes);
  await endOrphans(ledger);
  const watchdog = startWatchdog(ledger);
  const [postgres, redis] = await Promise.all([startPostgres({ data, ledger }), startRedis({ data, ledger })]);
  publishAddresses({
    postgresUrl: postgres.url,
    template: await prepareTemplate(postgres.url),
    redisUrl: redis.url,
    redisDatabases: testConfig.redisUrl === undefined ? EMBEDDED_REDIS_DATABASES : EXTERNAL_REDIS_DATABASES,
  });
  return {
    async stop() {
      await Promise.all([postgres.stop(), redis.stop()]);
      watchdog.release();
      lock.release();
    },
  };
}
