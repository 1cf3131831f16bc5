import { setTimeout as sleep } from 'node:timers/promises';
import type { ExitInfo, ManagedProcess } from '../processes/managed-process.ts';

export type SuperviseOptions = {
  name: string;
  /** Starts the process and returns when it is ready. */
  start(): Promise<ManagedProcess>;
  /** Hears what a person should know. */
  announce(line: string): void;
  /** Aborted when everything is ending: what ends from then on stays down. */
  signal?: AbortSignal;
  /** Waits before the first, second, … restart in a row; the last one repeats. */
  restartDelaysMs?: readonly number[];
  /** A process that ran this long is believed to be well, and the waits start over. */
  settledAfterMs?: number;
};

export type Supervised = { stop(): Promise<void> };

const RESTART_DELAYS_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
const SETTLED_AFTER_MS = 60_000;

const describeExit = ({ code, signal }: ExitInfo): string => (signal === null ? `with code ${code}` : `by ${signal}`);

/**
 * Starts a process and keeps it running until it is stopped: one that ends by itself is started again, after waits that grow. The first
 * start must succeed; its failure is thrown.
 */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const { name, start, announce, restartDelaysMs = RESTART_DELAYS_MS, settledAfterMs = SETTLED_AFTER_MS } = options;
  const ownStop = new AbortController();
  const stopping = options.signal === undefined ? ownStop.signal : AbortSignal.any([ownStop.signal, options.signal]);
  let current = await start();
  let failures = 0;

  const restart = async (): Promise<void> => {
    const delayMs = restartDelaysMs[Math.min(failures, restartDelaysMs.length - 1)] ?? 0;
    failures += 1;
    announce(`${name}: starting again in ${delayMs / 1_000} s`);
    await sleep(delayMs, undefined, { signal: stopping });
    try {
      current = await start();
      announce(`${name}: running again`);
    } catch (error) {
      announce(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      await restart();
    }
  };

  const watch = async (): Promise<void> => {
    for (;;) {
      const startedAt = Date.now();
      const exit = await current.exited;
      if (stopping.aborted) return;
      announce(`${name}: ended ${describeExit(exit)}`);
      if (Date.now() - startedAt >= settledAfterMs) failures = 0;
      await restart();
    }
  };

  const watching = watch().catch((error: unknown) => {
    if (!stopping.aborted) throw error;
  });
  return {
    async stop() {
      ownStop.abort();
      await current.stop();
      await watching;
      // A start that was under way when we were asked to stop has only now come to its end.
      await current.stop();
    },
  };
}
