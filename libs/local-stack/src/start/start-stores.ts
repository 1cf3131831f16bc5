import { join } from 'node:path';
import type { DataFolder } from '../data-folder/data-folder.ts';
import { createLogFile, type LogFile } from '../data-folder/log-file.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import type { ProcessLedger } from '../processes/process-ledger.ts';
import { startEmbeddedRedis } from '../redis/embedded-redis.ts';
import { findRedisServer } from '../redis/find-redis-server.ts';
import { supervise } from '../supervisor/supervise.ts';
import type { HostEnvironment } from '../supervisor/service-environment.ts';
import type { Closers } from './closers.ts';

export type StoreDeps = {
  data: DataFolder;
  ledger: ProcessLedger;
  closers: Closers;
  /** Aborted when a person asked to stop. */
  signal: AbortSignal;
  announce(line: string): void;
};

export type StartedStore = { url: string; remark: string };

export const DATABASE = 'smart_ai_hub';
const REDIS_DATABASES = 16;

const openLog = ({ data }: StoreDeps, name: string): LogFile => createLogFile(join(data.logs, `${name}.log`));

export async function startPostgresStore(port: number, deps: StoreDeps): Promise<StartedStore> {
  const { data, ledger, announce, signal } = deps;
  const log = openLog(deps, 'postgres');
  const options = {
    folder: data.at('postgres'),
    port,
    password: data.secret('postgres-password'),
    isDurable: true,
    ledger,
    log,
  };
  let store: StartedStore | undefined;
  const supervised = await supervise({
    name: 'postgres',
    announce,
    signal,
    start: async () => {
      const { process: server, urlOf, version, note } = await startEmbeddedPostgres(options);
      store = { url: urlOf(DATABASE), remark: note ?? `PostgreSQL ${version.split('-')[0]}` };
      return server;
    },
  });
  deps.closers.add(supervised.stop);
  if (store === undefined) throw new Error('supervise() returned before the first start');
  return store;
}

export async function startRedisStore(port: number, host: HostEnvironment, deps: StoreDeps): Promise<StartedStore> {
  const { data, ledger, announce, signal } = deps;
  const log = openLog(deps, 'redis');
  const server = await findRedisServer({ host, cacheFolder: data.cache });
  const options = {
    server,
    folder: data.at('redis'),
    port,
    password: data.secret('redis-password'),
    databases: REDIS_DATABASES,
  };
  let url = '';
  const supervised = await supervise({
    name: 'redis',
    announce,
    signal,
    start: async () => {
      const redis = await startEmbeddedRedis({ ...options, isDurable: true, ledger, log });
      url = redis.url;
      return redis.process;
    },
  });
  deps.closers.add(supervised.stop);
  return { url, remark: server.origin };
}
