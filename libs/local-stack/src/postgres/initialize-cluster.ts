import { spawn } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';
import type { PostgresHome } from './postgres-home.ts';

export const SUPERUSER = 'postgres';

function runInitdb(home: PostgresHome, folder: string, passwordFile: string): Promise<void> {
  const flags = ['--encoding=UTF8', '--no-locale', '--auth=scram-sha-256', '--no-sync', '--no-instructions'];
  const args = ['-D', folder, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, ...flags];
  const user = home.user === undefined ? {} : { uid: home.user.uid, gid: home.user.gid };
  const child = spawn(home.binaries.initdb, args, {
    cwd: home.parent,
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new StartError('PostgreSQL could not make its data folder.', output.trim().split('\n').slice(-5))),
    );
  });
}

function requireSameVersion(home: PostgresHome): void {
  const found = readFileSync(join(home.dataFolder, 'PG_VERSION'), 'utf8').trim();
  if (home.binaries.version.startsWith(`${found}.`)) return;
  throw new StartError(
    `The data in ${home.dataFolder} belongs to PostgreSQL ${found}, but ${home.binaries.version} is installed.`,
    ['Delete that folder to start afresh, or dump it with the older version first.'],
  );
}

/** Makes the cluster on the first start, in a folder beside it that takes its name when it is whole. */
export async function initializeCluster(home: PostgresHome, password: string): Promise<void> {
  if (existsSync(join(home.dataFolder, 'PG_VERSION'))) return requireSameVersion(home);
  const unfinished = `${home.dataFolder}.unfinished`;
  const passwordFile = join(home.parent, 'initdb-password');
  rmSync(unfinished, { recursive: true, force: true });
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (home.user !== undefined) chownSync(passwordFile, home.user.uid, home.user.gid);
    await runInitdb(home, unfinished, passwordFile);
    renameSync(unfinished, home.dataFolder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}
