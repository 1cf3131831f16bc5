import type { Manifest, Workspace } from './workspace.ts';

type PruneOptions = {
  root: Manifest;
  /** The workspaces that stay. */
  closure: readonly Workspace[];
  /** The folder of the workspace that is built, and those of its development tools that the build itself needs. */
  target: string;
  tools: readonly string[];
};

/** Of the root only what npm needs to install the lockfile: it depends on nothing by itself. */
function pruneRoot(root: Manifest, folders: readonly string[]): Manifest {
  const { name, version, type, overrides } = root;
  return { name, version, private: true, type, workspaces: folders, overrides };
}

function pruneWorkspace({ manifest }: Workspace, tools: readonly string[]): Manifest {
  const { devDependencies = {}, ...others } = manifest;
  const missing = tools.filter((tool) => !(tool in devDependencies));
  if (missing.length > 0) throw new Error(`${manifest.name} has no development dependency ${missing.join(', ')}.`);
  const kept = Object.entries(devDependencies).filter(([name]) => tools.includes(name));
  return kept.length === 0 ? others : { ...others, devDependencies: Object.fromEntries(kept) };
}

/**
 * The package.json files, by their paths, with which `npm ci` installs from the repository's lockfile what one workspace needs and nothing
 * else. npm's own `--workspace` also follows the development dependencies of every linked library.
 */
export function pruneManifests({ root, closure, target, tools }: PruneOptions): Map<string, Manifest> {
  const folders = closure.map(({ folder }) => folder);
  return new Map([
    ['package.json', pruneRoot(root, folders)],
    ...closure.map((workspace): [string, Manifest] => [
      `${workspace.folder}/package.json`,
      pruneWorkspace(workspace, workspace.folder === target ? tools : []),
    ]),
  ]);
}
