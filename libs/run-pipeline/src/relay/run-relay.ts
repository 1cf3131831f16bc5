import type { RunRecord } from '@smart-ai-hub/ledger';
import type { Redis } from 'ioredis';
import { BROADCAST_CHANNEL, replyChannel } from '../keys.ts';
import { LOOK_AGAIN, type RunScripts, type StoredFrame } from '../stream/run-scripts.ts';
import { type Attachment, createAttachment } from './attachment.ts';
import type { ReadingOptions } from './frame-reader.ts';
import type { RelayedFrame } from './merge-frames.ts';
import { createSilenceWatch } from './silence-watch.ts';

export type RunRelay = {
  /** Name of the channel on which this process hears of its runs: goes into each job as `replyTo`. */
  readonly replyTo: string;
  /**
   * The frames of a run behind the event `after`, live, until its terminal event. `fresh` is for a run that this process is about to
   * submit: it has no past to read. Listening begins at once and ends with the iteration, or by `detach`.
   */
  attach(runId: string, options?: AttachOptions): AttachedRun;
  /** Number of open attachments, for metrics and drain. */
  size(): number;
  close(): Promise<void>;
};

export type AttachOptions = ReadingOptions & {
  /** The run as PostgreSQL knows it, where its reader has just looked: one that ended long ago is not waited for. */
  run?: RunRecord;
  /** Puts the run into the queue again if it is not there: called while it is silent and no worker has taken it. */
  requeue?: () => Promise<void>;
};

export type AttachedRun = { frames: AsyncGenerator<RelayedFrame, void, void>; detach(): void };

export type RunRelayOptions = {
  gatewayId: string;
  scripts: RunScripts;
  /** A connection of its own: a subscribed connection can do nothing else. */
  subscriber: Redis;
  readRun: (runId: string) => Promise<RunRecord | undefined>;
  /** Whether the queue still has a run, so that a worker will come to it. */
  isQueued: (runId: string) => Promise<boolean>;
  /** Hears how many runs are being read through this process, at each change. */
  onReaders?: (count: number) => void;
  now?: () => number;
};

/** One subscription per process carries the frames of all its runs; each reader is an attachment that mends losses from Redis. */
export async function createRunRelay(options: RunRelayOptions): Promise<RunRelay> {
  const { scripts, subscriber, readRun, isQueued, now = Date.now } = options;
  const replyTo = replyChannel(options.gatewayId);
  const attachments = new Map<string, Set<Attachment>>();

  const eachAttachment = (visit: (attachment: Attachment) => void) => {
    for (const set of attachments.values()) set.forEach(visit);
  };
  subscriber.on('message', (_channel, message: string) => {
    const [runId, frame] = readMessage(message);
    attachments.get(runId)?.forEach((attachment) => tell(attachment, frame));
  });
  // After a reconnect ioredis subscribes again by itself; what was published meanwhile is read from the streams.
  subscriber.on('ready', () => eachAttachment((attachment) => attachment.refill()));
  await subscriber.subscribe(replyTo, BROADCAST_CHANNEL);

  const watch = createSilenceWatch({ eachAttachment, readRun, isQueued, now });

  const attach: RunRelay['attach'] = (runId, { run, ...where } = {}) => {
    const readStream = (from: number) => scripts.attach(runId, replyTo, from);
    const attachment = createAttachment({ ...where, runId, readStream, now });
    if (run) void watch.lookAfter(attachment, run);
    const set = attachments.get(runId) ?? new Set();
    attachments.set(runId, set.add(attachment));
    options.onReaders?.(attachments.size);
    const detach = () => {
      attachment.close();
      set.delete(attachment);
      // Another may have attached since this one was detached for the first time.
      if (set.size === 0 && attachments.get(runId) === set) attachments.delete(runId);
      options.onReaders?.(attachments.size);
    };
    return { frames: readUntilDetached(attachment, detach), detach };
  };

  return {
    replyTo,
    attach,
    size: () => attachments.size,
    async close() {
      watch.stop();
      await subscriber.unsubscribe().catch(() => undefined);
    },
  };
}

async function* readUntilDetached(attachment: Attachment, detach: () => void) {
  try {
    yield* attachment.frames();
  } finally {
    detach();
  }
}

function tell(attachment: Attachment, frame: StoredFrame): void {
  if (frame.sequence === LOOK_AGAIN) attachment.refill();
  else attachment.deliver(frame);
}

function readMessage(message: string): [runId: string, frame: StoredFrame] {
  const first = message.indexOf('\n');
  const second = message.indexOf('\n', first + 1);
  const sequence = Number(message.slice(first + 1, second));
  return [message.slice(0, first), { sequence, eventsJson: message.slice(second + 1) }];
}
