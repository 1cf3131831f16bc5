import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HostEnvironment } from '../supervisor/service-environment.ts';
import { type Apt, SYSTEM_PATH, createPrivateApt } from './private-apt.ts';
import { runCommand } from './run-command.ts';

/** A program that is not installed, and the environment it needs. */
export type UnpackedProgram = { command: string; env: Record<string, string>; origin: string };

export type UnpackOptions = {
  host: HostEnvironment;
  cacheFolder: string;
  /** Of the folder in the cache. */
  name: string;
  /** The first of these packages that there is, with those of its dependencies that the machine lacks. */
  packages: readonly string[];
  /** Where the program may be inside of them. */
  paths: readonly string[];
  /** What makes it tell its version and end with 0. */
  versionFlag: string;
};

async function download(apt: Apt, packages: readonly string[]): Promise<void> {
  await apt.run(['update', '-qq']);
  const failures: Error[] = [];
  for (const name of packages) {
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

function programIn(root: string, paths: readonly string[]): UnpackedProgram | undefined {
  const command = paths.map((path) => join(root, path)).find((path) => existsSync(path));
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

/**
 * A program from Debian's (or Ubuntu's) packages, unpacked into the cache folder and not installed, without root. Kept for the next time.
 * Throws when the machine has no apt-get, or what apt-get says.
 */
export async function unpackDebianProgram(options: UnpackOptions): Promise<UnpackedProgram> {
  const { host, cacheFolder, name, packages, paths, versionFlag } = options;
  const root = join(cacheFolder, name);
  const known = programIn(root, paths);
  if (known !== undefined) return known;
  if (!existsSync('/usr/bin/apt-get')) throw new Error('this machine has no apt-get');

  const work = join(cacheFolder, `${name}.unfinished-${process.pid}`);
  try {
    const apt = createPrivateApt(join(work, 'apt'), host);
    await download(apt, packages);
    await unpack(apt.archives, join(work, 'root'));
    const program = programIn(join(work, 'root'), paths);
    if (program === undefined) throw new Error(`the packages hold no ${name}`);
    await runCommand(program.command, [versionFlag], program.env);
    rmSync(root, { recursive: true, force: true });
    renameSync(join(work, 'root'), root);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const program = programIn(root, paths);
  if (program === undefined) throw new Error(`the unpacked ${name} is gone`);
  return program;
}
