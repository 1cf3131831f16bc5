import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SetupError } from './setup-error.mjs';

const NEEDED_MAJOR = 24;

/** @param {string} node */
function majorOf(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0);
}

/**
 * The Node that npm installed with the repository, else the one that runs us when it is new enough.
 * @param {string} root
 */
export function findNode(root) {
  const candidates = [join(root, 'node_modules/.bin/node'), process.execPath];
  const found = candidates.find((node) => majorOf(node) >= NEEDED_MAJOR);
  if (found !== undefined) return found;
  throw new SetupError(
    `Node ${NEEDED_MAJOR} is needed, and npm has no binary of it for ${process.platform}-${process.arch}.`,
    [`This is Node ${process.version}. Install Node ${NEEDED_MAJOR} (https://nodejs.org) and start again.`],
  );
}
