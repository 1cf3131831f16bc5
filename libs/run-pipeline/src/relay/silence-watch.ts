import type { RunRecord } from '@smart-ai-hub/ledger';
import type { Attachment } from './attachment.ts';
import { lostEndOf } from './terminal-event.ts';

export type SilenceWatchOptions = {
  eachAttachment: (visit: (attachment: Attachment) => void) => void;
  readRun: (runId: string) => Promise<RunRecord | undefined>;
  /** Whether the queue still has the run, so that a worker will come to it. */
  isQueued: (runId: string) => Promise<boolean>;
  now: () => number;
};

export type SilenceWatch = {
  /** Looks after those readers who have heard nothing for long; by itself every few seconds. */
  look(): Promise<void>;
  /** Ends the reading of a run that ended long ago, should its stream not do so. */
  lookAfter(attachment: Attachment, run: RunRecord): Promise<void>;
  stop(): void;
};

const WATCH_INTERVAL_MS = 2_500;
/** A run that was silent this long is looked up in its stream and in PostgreSQL: a lost message must not become a hang. */
const SILENCE_MS = 5_000;

/** Looks up silent runs, again after each further silence; at the next occasion where a store was away. */
export function createSilenceWatch(options: SilenceWatchOptions): SilenceWatch {
  const { eachAttachment, now } = options;
  const checkedAtMs = new WeakMap<Attachment, number>();

  const isSilent = (attachment: Attachment): boolean => {
    const sinceMs = attachment.waitingSinceMs();
    if (sinceMs === undefined) return false;
    return now() - Math.max(sinceMs, checkedAtMs.get(attachment) ?? sinceMs) > SILENCE_MS;
  };
  const check = async (attachment: Attachment): Promise<void> => {
    checkedAtMs.set(attachment, now());
    try {
      await lookUp(attachment, options);
    } catch {
      checkedAtMs.delete(attachment);
    }
  };
  const look = async (): Promise<void> => {
    const checks: Promise<void>[] = [];
    eachAttachment((attachment) => {
      if (isSilent(attachment)) checks.push(check(attachment));
    });
    await Promise.all(checks);
  };
  const timer = setInterval(() => void look(), WATCH_INTERVAL_MS);
  timer.unref();
  const lookAfter = (attachment: Attachment, run: RunRecord) =>
    concludeLost(attachment, run, options).catch(() => undefined); // Its silence will be noticed.
  return { look, lookAfter, stop: () => clearInterval(timer) };
}

/**
 * PostgreSQL is the truth: when it says that a run has ended, its readers end, whatever became of the stream; when it says that no worker
 * has taken it, the queue may have lost it.
 */
async function lookUp(attachment: Attachment, options: SilenceWatchOptions): Promise<void> {
  attachment.refill();
  const run = await options.readRun(attachment.runId);
  if (run?.state === 'queued') await attachment.requeue();
  if (run) await concludeLost(attachment, run, options);
}

/** A run whose worker died between settlement and end is still in the queue: however long it takes, another worker comes and tells the end. */
async function concludeLost(
  attachment: Attachment,
  run: RunRecord,
  { isQueued, now }: SilenceWatchOptions,
): Promise<void> {
  const event = lostEndOf(run, now());
  if (event && !(await isQueued(attachment.runId))) attachment.conclude(event);
}
