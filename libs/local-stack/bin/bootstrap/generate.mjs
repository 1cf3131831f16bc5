import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './run-quietly.mjs';

/** @param {string} root */
const stampPath = (root) => join(root, 'libs/database/src/generated/.generated-from');

/**
 * The client follows from the schema and from the version of Prisma (package.json names it).
 * @param {string} root
 */
function sourceHash(root) {
  const hash = createHash('sha256');
  for (const file of ['prisma/schema.prisma', 'package.json'])
    hash.update(readFileSync(join(root, 'libs/database', file)));
  return hash.digest('hex');
}

/** @param {string} root */
export function isClientCurrent(root) {
  const stamp = stampPath(root);
  return existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === sourceHash(root);
}

/**
 * @param {string} root
 * @param {string} node
 */
export async function generateClient(root, node) {
  await runQuietly(node, ['libs/database/bin/prisma.mjs', 'generate'], { cwd: root });
  writeFileSync(stampPath(root), `${sourceHash(root)}\n`);
}
