import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './setup-error.mjs';

const NEEDED_MAJOR = 24;

/** @param {string} node */
function majorOf(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0);
}

/**
 * npm 10 installs the package of this platform and then forgets its link, because the packages of other platforms have the same one.
 * @param {string} root
 */
function linkNode(root) {
  const link = join(root, 'node_modules/.bin/node');
  if (existsSync(link)) return;
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  const name = names.find((candidate) => existsSync(join(root, 'node_modules', candidate, 'bin/node')));
  if (name !== undefined) symlinkSync(join('..', name, 'bin/node'), link);
}

/**
 * The Node that npm installed with the repository, else the one that runs us when it is new enough.
 * @param {string} root
 */
export function findNode(root) {
  linkNode(root);
  const candidates = [join(root, 'node_modules/.bin/node'), process.execPath];
  const found = candidates.find((node) => majorOf(node) >= NEEDED_MAJOR);
  if (found !== undefined) return found;
  throw new SetupError(
    `Node ${NEEDED_MAJOR} is needed, and npm has no binary of it for ${process.platform}-${process.arch}.`,
    [`This is Node ${process.version}. Install Node ${NEEDED_MAJOR} (https://nodejs.org) and start again.`],
  );
}
