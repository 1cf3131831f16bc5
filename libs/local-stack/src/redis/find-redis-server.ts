import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { StartError } from '../start-error.ts';
import type { HostEnvironment } from '../supervisor/service-environment.ts';
import { unpackDebianRedis } from './debian-redis.ts';
import type { RedisServer } from './redis-server.ts';

const PROGRAMS = ['redis-server', 'valkey-server'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of the programs in the search path. Homebrew's folders count even when the shell forgot them. */
export function findOnPath(programs: readonly string[], searchPath: string): string | undefined {
  const folders = [...searchPath.split(delimiter), '/usr/local/bin', '/opt/homebrew/bin'].filter(
    (folder) => folder !== '',
  );
  const candidates = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  return candidates.find(isExecutable);
}

const WAYS_OUT = [
  'Install one:  apt-get install redis-server  ·  dnf install valkey  ·  brew install redis',
  'or run one:   docker run --rm -p 6379:6379 redis:7-alpine',
  'then set REDIS_URL=redis://127.0.0.1:6379 (not needed when redis-server is on PATH) and start again.',
];

/**
 * No npm package ships a Redis server. Takes the one on PATH, else unpacks Debian's packages into the cache folder, without root
 * and without installing anything. Throws StartError with the ways out when neither works.
 */
export async function findRedisServer(options: { host: HostEnvironment; cacheFolder: string }): Promise<RedisServer> {
  const installed = findOnPath(PROGRAMS, options.host['PATH'] ?? '');
  if (installed !== undefined) return { command: installed, env: {}, origin: installed };
  try {
    return await unpackDebianRedis(options);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(
      'There is no Redis server on this machine.',
      [...WAYS_OUT, `(Debian's package was tried too: ${reason})`],
      { cause },
    );
  }
}
