import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createProcessLedger, openDataFolder, waitUntil } from '@smart-ai-hub/local-stack';
import type { HubConfig } from './config.ts';

export type HubProcess = { name: string; pid: number };

/** A hub on this machine, seen from outside. */
export type Hub = {
  url: string;
  simulatorUrl: string;
  /** Undefined for a running hub whose DATABASE_URL was not told. */
  databaseUrl: string | undefined;
  /** Its processes, stores included. */
  processes(): HubProcess[];
  close(): Promise<void>;
};

const START_DEADLINE_MS = 240_000;
const END_DEADLINE_MS = 30_000;
const DATABASE = 'smart_ai_hub';

/**
 * The hub to test: the one that HUB_URL names, else a whole one of our own, started as `npm start` does it, with these further
 * settings.
 */
export async function openHub(config: HubConfig, further: Record<string, string> = {}): Promise<Hub> {
  const { running } = config;
  if (running === undefined) return startHub(config, further);
  return {
    url: running.url,
    simulatorUrl: running.simulatorUrl,
    databaseUrl: running.databaseUrl ?? databaseUrlOf(running.dataFolder),
    processes: () => processesOf(running.dataFolder),
    close: async () => {},
  };
}

async function startHub(config: HubConfig, further: Record<string, string>): Promise<Hub> {
  const { port, internalPortBase, dataFolder, repository, host } = config;
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [join(repository, 'libs/local-stack/bin/start.mjs')], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...host, ...settingsOf({ port, internalPortBase, dataFolder }), ...further },
  });
  const end = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await Promise.race([once(child, 'exit'), once(AbortSignal.timeout(END_DEADLINE_MS), 'abort')]);
  };
  process.once('SIGINT', () => void end().then(() => process.exit(130)));
  const isUp = await waitUntil(async () => child.exitCode !== null || (await isReady(url)), START_DEADLINE_MS);
  if (!isUp || child.exitCode !== null) {
    await end();
    throw new Error(`The hub did not start; its logs are in ${join(dataFolder, 'logs')}.`);
  }
  return {
    url,
    simulatorUrl: `http://127.0.0.1:${internalPortBase + 3}`,
    databaseUrl: databaseUrlOf(dataFolder),
    processes: () => processesOf(dataFolder),
    close: end,
  };
}

/** Logs stay on but for the line of each request: thousands a second would measure the disk. */
function settingsOf(own: { port: number; internalPortBase: number; dataFolder: string }): Record<string, string> {
  return {
    PORT: String(own.port),
    INTERNAL_PORT_BASE: String(own.internalPortBase),
    DATA_DIR: own.dataFolder,
    // The stores that our own launcher has named are another hub's; this one measures its own.
    DATABASE_URL: '',
    REDIS_URL: '',
    SIMULATOR: 'on',
    LOG_LEVEL: 'warn',
    REGISTRATIONS_PER_HOUR: '100000',
    WELCOME_CREDITS: '1000000',
  };
}

/** The gateway, and behind it the service that opens accounts: they come up in any order. */
async function isReady(url: string): Promise<boolean> {
  try {
    const statuses = await Promise.all(
      ['/health/ready', '/api/auth/me'].map(async (path) => {
        const response = await fetch(`${url}${path}`);
        await response.body?.cancel();
        return response.status;
      }),
    );
    return statuses.join() === '200,401';
  } catch {
    return false;
  }
}

function processesOf(dataFolder: string): HubProcess[] {
  return createProcessLedger(openDataFolder(dataFolder).processes)
    .list()
    .map(({ name, pid }) => ({ name, pid }));
}

/** The embedded PostgreSQL notes where it is reached, by its maintenance database. */
function databaseUrlOf(dataFolder: string): string | undefined {
  const entries = createProcessLedger(openDataFolder(dataFolder).processes).list();
  const postgres = entries.find(({ name }) => name === 'postgres')?.url;
  if (postgres === undefined) return undefined;
  const url = new URL(postgres);
  url.pathname = `/${DATABASE}`;
  return url.href;
}
