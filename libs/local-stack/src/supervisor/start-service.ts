import type { LogFile } from '../data-folder/log-file.ts';
import { type ManagedProcess, startProcess } from '../processes/managed-process.ts';
import type { ProcessLedger } from '../processes/process-ledger.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { StartError } from '../start-error.ts';
import { describeLogLine } from './describe-log-line.ts';

export type ServiceSpec = {
  name: string;
  /** The program, the same one that its container runs. */
  entry: string;
  env: Record<string, string>;
  /** Answers 200 when the service can work. */
  readyUrl: string;
  graceMs?: number;
};

export type StartServiceDeps = {
  ledger: ProcessLedger;
  log: LogFile;
  /** Hears each line that a person should see. */
  show(line: string): void;
  isVerbose: boolean;
  readyDeadlineMs?: number;
};

/**
 * As in the containers. Without limits V8 sizes itself by the machine and lets a process of 50 MB grow by hundreds before it collects anything.
 * @see https://nodejs.org/docs/latest-v24.x/api/cli.html#useful-v8-options
 */
const MEMORY_FLAGS = ['--max-old-space-size=512', '--max-semi-space-size=16'];
const READY_DEADLINE_MS = 60_000;
const PROBE_TIMEOUT_MS = 2_000;
const STOP_GRACE_MS = 10_000;

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  await response.body?.cancel();
  return response.ok;
}

function lastWords(log: LogFile): string[] {
  const shown = log.lastLines(40).map((line) => describeLogLine(line, { isVerbose: false }) ?? '');
  return [...shown.filter((line) => line !== '').slice(-12), `Its log: ${log.path}`];
}

/** Starts a service and returns when it reports ready. Throws StartError with its last words when it ends or the deadline passes. */
export async function startService(spec: ServiceSpec, deps: StartServiceDeps): Promise<ManagedProcess> {
  const { log, isVerbose } = deps;
  let isStarting = true;
  const onLine = (line: string): void => {
    log.write(line);
    const text = describeLogLine(line, { isVerbose });
    // While it starts its complaints are collected: they belong into the error, once.
    if (text !== undefined && (isVerbose || !isStarting)) deps.show(`[${spec.name}] ${text}`);
  };
  const { name, entry, env, graceMs = STOP_GRACE_MS } = spec;
  const child = await startProcess(
    { name, command: process.execPath, args: [...MEMORY_FLAGS, entry], env, marker: entry, graceMs, onLine },
    deps.ledger,
  );
  const deadlineMs = deps.readyDeadlineMs ?? READY_DEADLINE_MS;
  const isSettled = await waitUntil(async () => child.hasExited() || (await isReady(spec.readyUrl)), deadlineMs);
  isStarting = false;
  if (isSettled && !child.hasExited()) return child;
  const problem = child.hasExited() ? 'ended before it was ready' : `was not ready within ${deadlineMs / 1_000} s`;
  await child.stop();
  throw new StartError(`${name} ${problem}.`, lastWords(log));
}
