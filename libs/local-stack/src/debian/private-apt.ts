import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostEnvironment } from '../supervisor/service-environment.ts';
import { runCommand } from './run-command.ts';

export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy'];

export type Apt = { run(args: readonly string[]): Promise<string>; archives: string };

/**
 * apt-get with lists, cache and lock of our own: it neither needs root nor an earlier `apt-get update`, and it changes nothing on the
 * machine. The machine's sources, keys and proxies stay in force; its hooks after an update do not, since they expect root.
 */
export function createPrivateApt(folder: string, host: HostEnvironment): Apt {
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
