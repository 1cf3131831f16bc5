import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isRunning } from './process-info.ts';
import { waitUntil } from './wait-until.ts';

describe('the watchdog', () => {
  it('ends the children of a parent that was killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'watchdog-'));
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/parent.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const childPid = Number(line.toString());
    expect(isRunning(childPid)).toBe(true);

    parent.kill('SIGKILL');
    expect(await waitUntil(() => !isRunning(childPid), 10_000)).toBe(true);
    rmSync(folder, { recursive: true });
  });
});
