import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { LogFile } from '../data-folder/log-file.ts';
import { endProcess } from '../processes/end-process.ts';
import { type ManagedProcess, startProcess } from '../processes/managed-process.ts';
import { isOurs } from '../processes/process-info.ts';
import type { ProcessLedger } from '../processes/process-ledger.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { StartError } from '../start-error.ts';
import type { RedisServer } from './redis-server.ts';

export type EmbeddedRedisOptions = {
  server: RedisServer;
  folder: string;
  port: number;
  password: string;
  isDurable: boolean;
  /** Logical databases. */
  databases: number;
  ledger: ProcessLedger;
  log: LogFile;
};

export type EmbeddedRedis = { process: ManagedProcess; url: string };

const START_DEADLINE_MS = 30_000;

export const redisUrl = (port: number, password: string): string => `redis://default:${password}@127.0.0.1:${port}`;

function writeSettings({ folder, port, password, isDurable, databases }: EmbeddedRedisOptions): string {
  const path = join(folder, 'redis.conf');
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir "${folder}"`,
    `requirepass ${password}`,
    `pidfile "${join(folder, 'redis.pid')}"`,
    `databases ${databases}`,
    // Evicting a queue's key loses a job; running out of memory is an error that somebody sees.
    'maxmemory-policy noeviction',
    `appendonly ${isDurable ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'save ""',
    'daemonize no',
    // The command line proves that an orphan is ours, so it has to stay as it was.
    'set-proc-title no',
  ];
  writeFileSync(path, `${settings.join('\n')}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return path;
}

/** A server whose parent was killed goes on without it and holds port and files. */
export async function endOrphanedRedis(folder: string): Promise<boolean> {
  const pidFile = join(folder, 'redis.pid');
  if (!existsSync(pidFile)) return false;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  if (!isOurs(pid, join(folder, 'redis.conf'))) return false;
  await endProcess(pid, { graceMs: 10_000 });
  return true;
}

async function canAnswer(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } finally {
    client.disconnect();
  }
}

/** Starts a Redis on 127.0.0.1 with its data in `folder`, and returns when it answers. Throws StartError with its last words. */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const { server, folder, port, password, ledger, log } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await endOrphanedRedis(folder);
  const settings = writeSettings(options);
  const url = redisUrl(port, password);
  const child = await startProcess(
    {
      name: 'redis',
      command: server.command,
      args: [settings],
      env: { LC_ALL: 'C', ...server.env },
      marker: settings,
      graceMs: 10_000,
      url,
      onLine: log.write,
    },
    ledger,
  );
  const isSettled = await waitUntil(async () => child.hasExited() || (await canAnswer(url)), START_DEADLINE_MS);
  if (!isSettled || child.hasExited()) {
    await child.stop();
    throw new StartError('Redis did not start.', [...log.lastLines(5), `Its log: ${log.path}`]);
  }
  return { process: child, url };
}
