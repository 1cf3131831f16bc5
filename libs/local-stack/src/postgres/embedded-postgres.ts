import pg from 'pg';
import type { LogFile } from '../data-folder/log-file.ts';
import { type ManagedProcess, startProcess } from '../processes/managed-process.ts';
import type { ProcessLedger } from '../processes/process-ledger.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { StartError } from '../start-error.ts';
import { endOrphanedPostgres } from './end-orphaned-postgres.ts';
import { initializeCluster, SUPERUSER } from './initialize-cluster.ts';
import { type PostgresHome, preparePostgresHome } from './postgres-home.ts';

export type EmbeddedPostgresOptions = {
  folder: string;
  port: number;
  password: string;
  /** Without it a crash of the machine may lose data: for tests only. */
  isDurable: boolean;
  ledger: ProcessLedger;
  log: LogFile;
};

export type EmbeddedPostgres = {
  process: ManagedProcess;
  version: string;
  urlOf(database: string): string;
  note: string | undefined;
};

const START_DEADLINE_MS = 30_000;

/** Small enough for a laptop, large enough for every pool of every service. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] %d ',
};
const NOT_DURABLE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
};

export const postgresUrl = (port: number, password: string, database: string): string =>
  `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;

const isWrongPassword = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '28P01';

async function canAnswer(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function launch(home: PostgresHome, options: EmbeddedPostgresOptions): Promise<ManagedProcess> {
  const settings = { ...SETTINGS, ...(options.isDurable ? {} : NOT_DURABLE) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return startProcess(
    {
      name: 'postgres',
      command: home.binaries.postgres,
      args: ['-D', home.dataFolder, '-p', String(options.port), ...flags],
      env: { LC_ALL: 'C' },
      cwd: home.dataFolder,
      user: home.user === undefined ? undefined : { uid: home.user.uid, gid: home.user.gid },
      marker: `-D ${home.dataFolder}`,
      stopSignal: 'SIGINT',
      graceMs: 15_000,
      url: postgresUrl(options.port, options.password, 'postgres'),
      onLine: options.log.write,
    },
    options.ledger,
  );
}

/** Answers why the server cannot be used, or undefined when it can. */
async function waitForAnswer(server: ManagedProcess, url: string): Promise<string | undefined> {
  let isRefused = false;
  const check = async (): Promise<boolean> => {
    if (server.hasExited()) return true;
    return canAnswer(url).catch((error: unknown) => (isRefused = isWrongPassword(error)));
  };
  const isSettled = await waitUntil(check, START_DEADLINE_MS);
  if (isRefused)
    return 'PostgreSQL refuses the password in the data folder: data and secrets are from different starts.';
  return isSettled && !server.hasExited() ? undefined : 'PostgreSQL did not start.';
}

/**
 * Starts the PostgreSQL that npm brought, with its data in `folder`, on 127.0.0.1 only, and returns when it answers.
 * A server that a killed run left on the same data is ended first. Throws StartError with the server's last words.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = preparePostgresHome(options.folder);
  await endOrphanedPostgres(home.dataFolder);
  await initializeCluster(home, options.password);
  const server = await launch(home, options);
  const urlOf = (database: string): string => postgresUrl(options.port, options.password, database);
  const problem = await waitForAnswer(server, urlOf('postgres'));
  if (problem !== undefined) {
    await server.stop();
    throw new StartError(problem, [...options.log.lastLines(5), `Its log: ${options.log.path}`]);
  }
  return { process: server, version: home.binaries.version, urlOf, note: home.note };
}
