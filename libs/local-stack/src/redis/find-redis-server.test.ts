import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { findOnPath } from '../processes/find-on-path.ts';
import { findRedisServer } from './find-redis-server.ts';

describe('the Redis server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'find-redis-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('on PATH is taken first', async () => {
    const program = join(folder, 'valkey-server');
    writeFileSync(program, '', { mode: 0o755 });
    const server = await findRedisServer({ host: { PATH: folder }, cacheFolder: folder });
    expect(server.command).toBe(program);
  });

  it('is not found in a file that cannot be run', () => {
    writeFileSync(join(folder, 'program-of-no-one'), '', { mode: 0o644 });
    expect(findOnPath(['program-of-no-one'], folder)).toBeUndefined();
  });
});
