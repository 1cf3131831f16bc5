import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { claimLock } from './file-lock.ts';

describe('a file lock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'file-lock-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is held by one process at a time, and says by whom', () => {
    const path = join(folder, 'held.lock');
    expect(claimLock(path, 'http://localhost:3000').outcome).toBe('locked');
    expect(claimLock(path)).toMatchObject({
      outcome: 'held',
      holder: { pid: process.pid, note: 'http://localhost:3000' },
    });
  });

  it('is free again after its release', () => {
    const path = join(folder, 'released.lock');
    const claim = claimLock(path);
    if (claim.outcome === 'locked') claim.lock.release();
    expect(claimLock(path).outcome).toBe('locked');
  });

  it.each([
    ['of a process that was killed', JSON.stringify({ pid: 2 ** 22 + 1, marker: 'node main.ts', note: '' })],
    [
      'of a process whose number belongs to another program now',
      JSON.stringify({ pid: process.pid, marker: 'not this one', note: '' }),
    ],
    ['that was cut while it was written', '{"pid":'],
  ])('%s is free', (_, content) => {
    const path = join(folder, 'stale.lock');
    writeFileSync(path, content);
    const claim = claimLock(path);
    expect(claim.outcome).toBe('locked');
    if (claim.outcome === 'locked') claim.lock.release();
  });
});
