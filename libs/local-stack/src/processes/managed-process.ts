import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { endProcess } from './end-process.ts';
import type { ProcessLedger } from './process-ledger.ts';

export type ProcessSpec = {
  name: string;
  command: string;
  args: readonly string[];
  env: Record<string, string>;
  cwd?: string;
  /** Run as this user; only root may. */
  user?: { uid: number; gid: number } | undefined;
  marker: string;
  stopSignal?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT';
  graceMs?: number;
  url?: string;
  /** Hears every line of stdout and stderr. */
  onLine(line: string): void;
};

export type ExitInfo = { code: number | null; signal: NodeJS.Signals | null };

export type ManagedProcess = {
  name: string;
  pid: number;
  hasExited(): boolean;
  exited: Promise<ExitInfo>;
  /** Returns when the process is gone. */
  stop(): Promise<void>;
};

function listenToLines(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', onLine);
  }
}

/**
 * Starts a child that is noted in the ledger for as long as it runs. It gets a process group of its own, so that Ctrl-C in the terminal
 * reaches only the supervisor, which then ends its children in order.
 */
export function startProcess(spec: ProcessSpec, ledger: ProcessLedger): Promise<ManagedProcess> {
  const { name, marker, stopSignal = 'SIGTERM', graceMs = 8_000, url } = spec;
  const child = spawn(spec.command, spec.args, {
    env: spec.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    ...spec.user,
  });
  listenToLines(child, spec.onLine);
  let ended = false;
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      const pid = child.pid ?? 0;
      ledger.add({ name, pid, marker, stopSignal, graceMs, ...(url === undefined ? {} : { url }) });
      const exited = new Promise<ExitInfo>((done) => {
        child.once('exit', (code, signal) => {
          ended = true;
          ledger.remove(name);
          done({ code, signal });
        });
      });
      const stop = async (): Promise<void> => {
        if (!ended) await Promise.race([endProcess(pid, { signal: stopSignal, graceMs }), exited]);
        await exited;
      };
      resolve({ name, pid, hasExited: () => ended, exited, stop });
    });
  });
}
