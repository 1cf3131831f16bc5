import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ProcessLedger } from './process-ledger.ts';

export type Watchdog = { release(): void };

/**
 * A parent that dies by `kill -9` can end nobody. The watchdog holds the other end of a pipe to it: when the pipe
 * closes, for whatever reason, it ends every process in the ledger.
 */
export function startWatchdog(ledger: ProcessLedger): Watchdog {
  const entry = join(import.meta.dirname, 'watchdog.main.ts');
  const child = spawn(process.execPath, [entry, ledger.folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // The watchdog may be killed before us; writing nothing, we only need not to fall over it.
  child.stdin.on('error', () => undefined);
  child.on('error', () => undefined);
  child.unref();
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return { release: () => void child.stdin.end() };
}
