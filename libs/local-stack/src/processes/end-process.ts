import { isRunning } from './process-info.ts';
import { waitUntil } from './wait-until.ts';

export type EndOptions = { signal?: NodeJS.Signals; graceMs?: number };

const KILL_WAIT_MS = 5_000;

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended between the look and the signal.
  }
}

/** Asks a process to end, waits for it, and kills it when it does not. Returns when it is gone. */
export async function endProcess(pid: number, { signal = 'SIGTERM', graceMs = 8_000 }: EndOptions = {}): Promise<void> {
  send(pid, signal);
  if (await waitUntil(() => !isRunning(pid), graceMs)) return;
  send(pid, 'SIGKILL');
  await waitUntil(() => !isRunning(pid), KILL_WAIT_MS);
}
