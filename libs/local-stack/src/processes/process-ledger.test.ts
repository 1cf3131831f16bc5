import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ManagedProcess, startProcess } from './managed-process.ts';
import { isRunning } from './process-info.ts';
import { createProcessLedger, endOrphans, type ProcessLedger } from './process-ledger.ts';

const SLEEP = 'sleep 612.25';

describe('the process ledger', () => {
  let folder: string;
  let ledger: ProcessLedger;
  const started: ManagedProcess[] = [];

  const start = async (name: string): Promise<ManagedProcess> => {
    const spec = { name, command: 'sleep', args: ['612.25'], env: {}, marker: SLEEP, onLine: () => undefined };
    const child = await startProcess(spec, ledger);
    started.push(child);
    return child;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'process-ledger-'));
    ledger = createProcessLedger(folder);
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((child) => child.stop()));
    rmSync(folder, { recursive: true });
  });

  it('ends what an earlier run left behind, newest first', async () => {
    const children = [await start('first'), await start('second')];
    expect(await endOrphans(createProcessLedger(folder))).toEqual(['second', 'first']);
    for (const child of children) expect(isRunning(child.pid)).toBe(false);
    expect(ledger.list()).toEqual([]);
  });

  it('leaves a process alone that has taken the number since', async () => {
    const child = await start('stranger');
    ledger.add({
      name: 'ours',
      pid: child.pid,
      marker: '/work/hub/services/api-gateway/src/main.ts',
      stopSignal: 'SIGTERM',
      graceMs: 100,
    });
    ledger.remove('stranger');
    expect(await endOrphans(ledger)).toEqual([]);
    expect(isRunning(child.pid)).toBe(true);
  });

  it('forgets a process that has ended', async () => {
    const child = await start('short');
    expect(ledger.list().map(({ name }) => name)).toEqual(['short']);
    await child.stop();
    expect(ledger.list()).toEqual([]);
  });
});
