import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './run-quietly.mjs';

/** @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage */

/** @param {string} root */
const stampPath = (root) => join(root, 'node_modules/.installed-lockfile-hash');

/** @param {string} root */
const lockfileHash = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/**
 * @param {string} path
 * @returns {Record<string, LockedPackage> | undefined}
 */
function readPackages(path) {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/**
 * npm notes what it installed in node_modules/.package-lock.json; what the platform does not support may be missing.
 * @param {string} root
 */
function hasEveryLockedPackage(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, locked]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return locked.optional === true || locked.devOptional === true;
    return locked.link === true || found.version === locked.version;
  });
}

/** @param {string} root */
export function writeInstallStamp(root) {
  writeFileSync(stampPath(root), `${lockfileHash(root)}\n`);
}

/**
 * Whether node_modules is what package-lock.json asks for, whoever installed it.
 * @param {string} root
 */
export function isInstallCurrent(root) {
  const stamp = stampPath(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === lockfileHash(root)) return true;
  if (!hasEveryLockedPackage(root)) return false;
  writeInstallStamp(root);
  return true;
}

/**
 * `npm ci` by the npm that runs us. No install script runs, with old and new npm alike: none of our packages needs one.
 * @param {string} root
 */
export async function install(root) {
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--no-progress',
  ];
  const npm = process.env.npm_execpath;
  if (npm !== undefined && npm.endsWith('.js')) await runQuietly(process.execPath, [npm, ...args], { cwd: root });
  else await runQuietly('npm', args, { cwd: root });
  writeInstallStamp(root);
}
