import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostEnvironment } from '../supervisor/service-environment.ts';
import type { RedisServer } from './redis-server.ts';
import { runCommand } from './run-command.ts';

const PACKAGES = ['redis-server', 'valkey-server'];
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy'];

export type DebianRedisOptions = { host: HostEnvironment; cacheFolder: string };

type Apt = { run(args: readonly string[]): Promise<string>; archives: string };

/**
 * apt-get with lists, cache and lock of our own: it neither needs root nor an earlier `apt-get update`, and it changes nothing on the
 * machine. The machine's sources, keys and proxies stay in force; its hooks after an update do not, since they expect root.
 */
function createPrivateApt(folder: string, host: HostEnvironment): Apt {
  const archives = join(folder, 'archives');
  for (const path of ['lists/partial', 'archives/partial']) mkdirSync(join(folder, path), { recursive: true });
  const settings = join(folder, 'apt.conf');
  writeFileSync(
    settings,
    [
      `Dir::State::lists "${join(folder, 'lists')}";`,
      `Dir::Cache "${folder}";`,
      `Dir::Cache::archives "${archives}";`,
      'Debug::NoLocking "1";',
      'APT::Sandbox::User "";',
      'Acquire::Languages "none";',
      '#clear APT::Update::Pre-Invoke;',
      '#clear APT::Update::Post-Invoke;',
      '#clear APT::Update::Post-Invoke-Success;',
      '#clear DPkg::Post-Invoke;',
      '#clear DPkg::Pre-Install-Pkgs;',
    ].join('\n'),
  );
  const proxies = PROXY_VARIABLES.flatMap((name) => {
    const value = host[name] ?? host[name.toUpperCase()];
    return value === undefined ? [] : [[name, value] as const];
  });
  const env = { PATH: SYSTEM_PATH, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive', ...Object.fromEntries(proxies) };
  return { archives, run: (args) => runCommand('apt-get', ['-c', settings, ...args], env) };
}

/** Downloads the server and those of its dependencies that the machine lacks. */
async function download(apt: Apt): Promise<void> {
  await apt.run(['update', '-qq']);
  const failures: Error[] = [];
  for (const name of PACKAGES) {
    try {
      await apt.run(['install', '-qq', '-y', '--no-install-recommends', '--download-only', name]);
      return;
    } catch (error) {
      if (error instanceof Error) failures.push(error);
    }
  }
  throw failures[0] ?? new Error('nothing to download');
}

async function unpack(archives: string, target: string): Promise<void> {
  const packages = readdirSync(archives).filter((file) => file.endsWith('.deb'));
  for (const file of packages)
    await runCommand('dpkg-deb', ['-x', join(archives, file), target], { PATH: SYSTEM_PATH });
}

function serverIn(root: string): RedisServer | undefined {
  const command = PACKAGES.map((name) => join(root, 'usr/bin', name)).find((path) => existsSync(path));
  if (command === undefined) return undefined;
  const libraries = ['usr/lib', 'lib'].map((folder) => join(root, folder)).filter((folder) => existsSync(folder));
  const multiarch = libraries.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name.includes('-linux-'))
      .map((entry) => join(folder, entry.name)),
  );
  return {
    command,
    env: { LD_LIBRARY_PATH: [...multiarch, ...libraries].join(':') },
    origin: `Debian's package, unpacked into ${root}`,
  };
}

/** Redis from Debian's (or Ubuntu's) packages, unpacked into the cache folder and not installed. Kept for the next start. */
export async function unpackDebianRedis({ host, cacheFolder }: DebianRedisOptions): Promise<RedisServer> {
  const root = join(cacheFolder, 'redis');
  const known = serverIn(root);
  if (known !== undefined) return known;
  if (!existsSync('/usr/bin/apt-get')) throw new Error('this machine has no apt-get');

  const work = join(cacheFolder, `redis.unfinished-${process.pid}`);
  try {
    const apt = createPrivateApt(join(work, 'apt'), host);
    await download(apt);
    await unpack(apt.archives, join(work, 'root'));
    const server = serverIn(join(work, 'root'));
    if (server === undefined) throw new Error('the packages hold no server');
    await runCommand(server.command, ['--version'], server.env);
    rmSync(root, { recursive: true, force: true });
    renameSync(join(work, 'root'), root);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const server = serverIn(root);
  if (server === undefined) throw new Error('the unpacked server is gone');
  return server;
}
