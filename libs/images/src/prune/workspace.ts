/** The members of a package.json that matter here; the others are kept as they are. */
export type Manifest = {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  [member: string]: unknown;
};

/** A workspace of the repository; `folder` is relative to its root, e.g. `services/api-gateway`. */
export type Workspace = { folder: string; manifest: Manifest };

/**
 * The workspace in `folder` and every one that it needs to run, in the order of their folders. What only tests need is left out. Throws
 * when there is no such workspace.
 */
export function closureOf(folder: string, workspaces: readonly Workspace[]): Workspace[] {
  const target = workspaces.find((workspace) => workspace.folder === folder);
  if (target === undefined) throw new Error(`There is no workspace in ${folder}.`);
  const byName = new Map(workspaces.map((workspace) => [workspace.manifest.name, workspace]));
  const found = new Set([target]);
  for (const { manifest } of found) {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const needed = byName.get(name);
      if (needed !== undefined) found.add(needed);
    }
  }
  return [...found].toSorted((a, b) => a.folder.localeCompare(b.folder));
}
