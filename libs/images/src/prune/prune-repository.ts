import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isSource } from './is-source.ts';
import { pruneManifests } from './prune-manifests.ts';
import { type Manifest, type Workspace, closureOf } from './workspace.ts';

type Pruning = { repository: string; target: string; out: string; tools: readonly string[] };

const readManifest = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8')) as Manifest;

function readWorkspaces(repository: string, patterns: readonly string[]): Workspace[] {
  return patterns
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: repository }))
    .map((file) => ({ folder: dirname(file), manifest: readManifest(join(repository, file)) }));
}

function copyFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

/**
 * Writes the part of the repository that one workspace is made of: `manifests` (package.json files, lockfile, npm's settings) and `sources`.
 * Two folders, so that a build installs again only when a dependency has changed.
 */
export function pruneRepository({ repository, target, out, tools }: Pruning): void {
  const root = readManifest(join(repository, 'package.json'));
  const closure = closureOf(target, readWorkspaces(repository, root['workspaces'] as string[]));
  for (const [path, manifest] of pruneManifests({ root, closure, target, tools })) {
    const file = join(out, 'manifests', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
  for (const file of ['package-lock.json', '.npmrc']) copyFile(join(repository, file), join(out, 'manifests', file));
  copyFile(join(repository, 'tsconfig.base.json'), join(out, 'sources/tsconfig.base.json'));
  for (const { folder } of closure) {
    cpSync(join(repository, folder), join(out, 'sources', folder), {
      recursive: true,
      filter: (path) => {
        const within = relative(join(repository, folder), path);
        return within !== 'package.json' && isSource(within);
      },
    });
  }
}
