import { join } from 'node:path';
import { createPool, migrateDatabase } from '@smart-ai-hub/database';
import {
  claimLock,
  createProcessLedger,
  emptyRedis,
  endOrphans,
  openDataFolder,
  startWatchdog,
} from '@smart-ai-hub/local-stack';
import type { Pool } from 'pg';
import type { HubConfig } from '../../hub/config.ts';
import type { Member } from './member.ts';
import { type ServiceMember, startServices } from './start-services.ts';
import { startStores } from './start-stores.ts';

export type MemberName = ServiceMember | 'postgres' | 'redis';

/** The product, every process of which can be taken away: two gateways, two workers, one of everything else. */
export type Product = {
  /** Where callers reach it; the second gateway goes on when the first is gone. */
  gateways: readonly [string, string];
  simulatorUrl: string;
  standInUrl: string;
  pool: Pool;
  member(name: MemberName): Member;
  workers: readonly [Member, Member];
  /** The sum of a counter over the workers that run. */
  readWorkerMetric(metric: string): Promise<number>;
  flushRedis(): Promise<void>;
  /** Brings back whoever is gone or frozen. */
  revive(): Promise<void>;
  close(): Promise<void>;
};

const STORES = ['postgres', 'redis'];

/** Starts the programs of `npm start`, each by itself and with no supervisor: what is taken away comes back when the chaos says so. */
export async function openProduct(config: HubConfig): Promise<Product> {
  const data = openDataFolder(join(config.dataFolder, 'chaos'));
  const claim = claimLock(data.lock, 'npm run chaos');
  if (claim.outcome === 'held') throw new Error(`npm run chaos runs already (process ${claim.holder.pid}).`);
  const ledger = createProcessLedger(data.processes);
  await endOrphans(ledger);
  const watchdog = startWatchdog(ledger);
  const close = async () => {
    // Members that are frozen hear no other signal.
    for (const { pid } of ledger.list()) thaw(pid);
    await endOrphans(ledger, (name) => !STORES.includes(name));
    await endOrphans(ledger);
    watchdog.release();
    claim.lock.release();
  };
  try {
    const product = await startProduct(config, { data, ledger });
    return {
      ...product,
      close: async () => {
        await product.pool.end().catch(() => undefined);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Own = { data: ReturnType<typeof openDataFolder>; ledger: ReturnType<typeof createProcessLedger> };

/** A new database each time, in a cluster that is kept. */
async function startProduct(config: HubConfig, { data, ledger }: Own): Promise<Omit<Product, 'close'>> {
  const { internalPortBase, host } = config;
  const ports = { postgres: internalPortBase, redis: internalPortBase + 1 };
  const stores = await startStores({ data, ledger, ports, host });
  const { redisUrl } = stores;
  const databaseUrl = stores.urlOf(`chaos_${Date.now()}`);
  await migrateDatabase({ databaseUrl });
  await emptyRedis(redisUrl);
  const services = await startServices(config, { data, ledger, databaseUrl, redisUrl });
  const members = new Map([stores.postgres, stores.redis, ...services.members].map((one) => [one.name, one]));
  const member = (name: MemberName): Member => {
    const found = members.get(name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };
  const pool = createPool({ url: databaseUrl, max: 4, statementTimeoutMs: 120_000 });
  pool.on('error', () => undefined); // Its database is killed on purpose.
  return {
    gateways: [services.urlOf('api-gateway-1'), services.urlOf('api-gateway-2')],
    simulatorUrl: services.urlOf('simulator'),
    standInUrl: services.urlOf('stripe-stand-in'),
    pool,
    member,
    workers: [member('llm-worker-1'), member('llm-worker-2')],
    async readWorkerMetric(metric) {
      const workers = [services.urlOf('llm-worker-1'), services.urlOf('llm-worker-2')];
      const values = await Promise.all(workers.map((url) => readMetric(url, metric)));
      return values.reduce((sum, value) => sum + value, 0);
    },
    flushRedis: () => emptyRedis(redisUrl),
    async revive() {
      for (const one of members.values()) await one.revive();
    },
  };
}

function thaw(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It is gone.
  }
}

async function readMetric(url: string, metric: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${metric} `) || one.startsWith(`${metric}{`));
  return Number(line?.split(' ').at(-1) ?? 0);
}
