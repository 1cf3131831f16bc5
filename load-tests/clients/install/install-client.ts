import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Installation } from '../client-entry.ts';
import { runToEnd } from './run-to-end.ts';

export type Installed = {
  /** Name and version of each package. */
  packages: Record<string, string>;
  /** The address of one of its programs. */
  program(name: string): string;
};
export type InstallResult = { installed: Installed } | { reason: string };

export type InstallOptions = {
  cacheFolder: string;
  repository: string;
  /** The shell's own: registries, proxies and certificates are this machine's affair. */
  env: Record<string, string>;
};

const INSTALL_DEADLINE_MS = 600_000;
const MARK = 'installed.json';
const REASON_LINES = 5;

/** Puts a client into the cache folder, once; says why when that is not possible. */
export async function installClient(installation: Installation, options: InstallOptions): Promise<InstallResult> {
  if (installation.kind === 'repository') return { installed: fromRepository(installation.packages, options) };
  const { kind, packages } = installation;
  const name = Object.entries(packages).map(([id, version]) => `${id}-${version}`.replace(/[^a-z0-9.-]+/gi, '-'));
  const folder = join(options.cacheFolder, `${kind}-${name.join('_')}`);
  const installed = { packages, program: (program: string) => join(folder, programsIn[kind], program) };
  if (existsSync(join(folder, MARK))) return { installed };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const command of commandsOf(installation, folder)) {
    const { code, output } = await runToEnd(command, { cwd: folder, env: options.env, timeoutMs: INSTALL_DEADLINE_MS });
    if (code !== 0) return { reason: output.trim().split('\n').slice(-REASON_LINES).join('\n') };
  }
  writeFileSync(join(folder, MARK), JSON.stringify(packages));
  return { installed };
}

const programsIn = { npm: 'node_modules/.bin', pip: 'bin' };

function commandsOf(installation: Exclude<Installation, { kind: 'repository' }>, folder: string): string[][] {
  const { kind, packages } = installation;
  if (kind === 'pip') {
    const wanted = Object.entries(packages).map(([name, version]) => `${name}==${version}`);
    return [
      ['python3', '-m', 'venv', folder],
      [join(folder, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', ...wanted],
    ];
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  const { setup } = installation;
  return [
    ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund'],
    // Run by us, so that it is known what of a package runs at its installation.
    ...(setup === undefined ? [] : [[process.execPath, join(folder, 'node_modules', setup)]]),
  ];
}

function fromRepository(names: string[], { repository }: InstallOptions): Installed {
  const versionOf = (name: string): string => {
    const manifest = readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  };
  return {
    packages: Object.fromEntries(names.map((name) => [name, versionOf(name)])),
    program: (name) => join(dirname(process.execPath), name),
  };
}
