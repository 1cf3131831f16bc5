import { unpackDebianProgram } from '../debian/unpack-program.ts';
import { findOnPath } from '../processes/find-on-path.ts';
import { StartError } from '../start-error.ts';
import type { HostEnvironment } from '../supervisor/service-environment.ts';
import type { RedisServer } from './redis-server.ts';

const PROGRAMS = ['redis-server', 'valkey-server'];

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
    const paths = PROGRAMS.map((program) => `usr/bin/${program}`);
    return await unpackDebianProgram({
      ...options,
      name: 'redis',
      packages: PROGRAMS,
      paths,
      versionFlag: '--version',
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(
      'There is no Redis server on this machine.',
      [...WAYS_OUT, `(Debian's package was tried too: ${reason})`],
      { cause },
    );
  }
}
