import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogFile } from '../data-folder/log-file.ts';
import { findFreePort } from '../processes/ports.ts';
import { createProcessLedger, type ProcessLedger } from '../processes/process-ledger.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { createClosers } from '../start/closers.ts';
import { type ServiceSpec, startService } from './start-service.ts';
import { supervise, type Supervised } from './supervise.ts';

describe('a supervised service', () => {
  let folder: string;
  let ledger: ProcessLedger;
  let closers: ReturnType<typeof createClosers>;
  const announced: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'supervise-'));
    ledger = createProcessLedger(join(folder, 'run'));
    closers = createClosers();
    announced.length = 0;
  });
  afterEach(async () => {
    await closers.closeAll();
    rmSync(folder, { recursive: true });
  });

  const specOf = async (name: string, extra: Record<string, string> = {}): Promise<ServiceSpec> => {
    const port = await findFreePort();
    const entry = join(import.meta.dirname, 'fixtures/fake-service.ts');
    const env = { NAME: name, PORT: String(port), ENDED_FILE: join(folder, 'ended'), ...extra };
    return { name, entry, env, readyUrl: `http://127.0.0.1:${port}/health/ready` };
  };
  const start = async (spec: ServiceSpec): Promise<Supervised> => {
    const deps = {
      ledger,
      log: createLogFile(join(folder, `${spec.name}.log`)),
      isVerbose: false,
      show: () => undefined,
    };
    const announce = (line: string): void => void announced.push(line);
    const supervised = await supervise({
      name: spec.name,
      announce,
      restartDelaysMs: [10],
      start: () => startService(spec, deps),
    });
    closers.add(supervised.stop);
    return supervised;
  };
  const answers = async (spec: ServiceSpec): Promise<boolean> => (await fetch(spec.readyUrl)).ok;

  it('answers when its start returns, and is gone after its stop', async () => {
    const spec = await specOf('gateway');
    const supervised = await start(spec);
    expect(await answers(spec)).toBe(true);
    await supervised.stop();
    await expect(answers(spec)).rejects.toThrow();
    expect(ledger.list()).toEqual([]);
  });

  it('is started again after a crash, and says so', async () => {
    const spec = await specOf('worker');
    await start(spec);
    await fetch(spec.readyUrl.replace('/health/ready', '/crash')).catch(() => undefined);
    expect(await waitUntil(() => announced.includes('worker: running again'), 10_000)).toBe(true);
    expect(announced).toEqual([
      'worker: ended with code 7',
      'worker: starting again in 0.01 s',
      'worker: running again',
    ]);
    expect(await answers(spec)).toBe(true);
  });

  it('stops in the reverse order of its start among others', async () => {
    for (const name of ['first', 'second', 'third']) await start(await specOf(name));
    await closers.closeAll();
    expect(readFileSync(join(folder, 'ended'), 'utf8')).toBe('third\nsecond\nfirst\n');
  });

  it('that refuses to start says why, without being started again', async () => {
    const spec = await specOf('auth', { FAIL: 'JWT_SECRET is not set' });
    await expect(start(spec)).rejects.toMatchObject({
      message: 'auth ended before it was ready.',
      hints: ['fatal: JWT_SECRET is not set', expect.stringContaining('auth.log')],
    });
    expect(announced).toEqual([]);
  });
});
