import { join } from 'node:path';
import {
  createLogFile,
  type DataFolder,
  findRedisServer,
  type HostEnvironment,
  type ProcessLedger,
  startEmbeddedPostgres,
  startEmbeddedRedis,
} from '@smart-ai-hub/local-stack';
import { type Member, startMember } from './member.ts';

export type StoreOptions = {
  data: DataFolder;
  ledger: ProcessLedger;
  ports: { postgres: number; redis: number };
  host: HostEnvironment;
};

export type Stores = { postgres: Member; redis: Member; urlOf: (database: string) => string; redisUrl: string };

const REDIS_DATABASES = 16;

/** The embedded stores of `npm start`, durable as there, but with nobody who starts them again by himself. */
export async function startStores({ data, ledger, ports, host }: StoreOptions): Promise<Stores> {
  const logOf = (name: string) => createLogFile(join(data.logs, `${name}.log`));
  const known: { urlOf?: Stores['urlOf']; redisUrl?: string } = {};
  const [postgresLog, redisLog] = [logOf('postgres'), logOf('redis')];
  const postgres = await startMember('postgres', async () => {
    const password = data.secret('postgres-password');
    const options = { folder: data.at('postgres'), port: ports.postgres, password, isDurable: true };
    const started = await startEmbeddedPostgres({ ...options, ledger, log: postgresLog });
    known.urlOf = started.urlOf;
    return started.process;
  });
  const server = await findRedisServer({ host, cacheFolder: join(data.root, '../cache') });
  const redis = await startMember('redis', async () => {
    const password = data.secret('redis-password');
    const options = { server, folder: data.at('redis'), port: ports.redis, password, databases: REDIS_DATABASES };
    const started = await startEmbeddedRedis({ ...options, isDurable: true, ledger, log: redisLog });
    known.redisUrl = started.url;
    return started.process;
  });
  const { urlOf, redisUrl } = known;
  if (urlOf === undefined || redisUrl === undefined) throw new Error('a store started without an address');
  return { postgres, redis, urlOf, redisUrl };
}
