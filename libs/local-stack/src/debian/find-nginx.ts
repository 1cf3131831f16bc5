import { StartError } from '../start-error.ts';
import { findOnPath } from '../processes/find-on-path.ts';
import type { HostEnvironment } from '../supervisor/service-environment.ts';
import { type UnpackedProgram, unpackDebianProgram } from './unpack-program.ts';

/** Debian installs it where only root's PATH leads. */
const SYSTEM_FOLDERS = ':/usr/sbin:/usr/local/sbin';

/** A real nginx, for tests of the door: the one of the machine, else Debian's unpacked into the cache folder. Throws StartError with the ways out. */
export async function findNginx(options: { host: HostEnvironment; cacheFolder: string }): Promise<UnpackedProgram> {
  const installed = findOnPath(['nginx'], `${options.host['PATH'] ?? ''}${SYSTEM_FOLDERS}`);
  if (installed !== undefined) return { command: installed, env: {}, origin: installed };
  try {
    const packages = { name: 'nginx', packages: ['nginx'], paths: ['usr/sbin/nginx'], versionFlag: '-v' };
    return await unpackDebianProgram({ ...options, ...packages });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const ways = 'Install one:  apt-get install nginx  ·  dnf install nginx  ·  brew install nginx';
    throw new StartError('There is no nginx on this machine.', [ways, `(Debian's package was tried too: ${reason})`], {
      cause,
    });
  }
}
