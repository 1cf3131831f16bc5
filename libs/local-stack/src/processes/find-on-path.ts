import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of the programs in the search path. Homebrew's folders count even when the shell forgot them. */
export function findOnPath(programs: readonly string[], searchPath: string): string | undefined {
  const folders = [...searchPath.split(delimiter), '/usr/local/bin', '/opt/homebrew/bin'].filter(
    (folder) => folder !== '',
  );
  const candidates = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  return candidates.find(isExecutable);
}
