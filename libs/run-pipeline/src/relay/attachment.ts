import { type RunCursor, type RunEvent, RUN_START } from '@smart-ai-hub/contracts';
import type { StoredFrame, StreamPage } from '../stream/run-scripts.ts';
import { type FrameQueue, createFrameQueue } from './frame-queue.ts';
import { type RelayedFrame, mergeFrames } from './merge-frames.ts';
import { createNews } from './news.ts';

/** One reader of one run inside a gateway process. */
export type Attachment = {
  readonly runId: string;
  /** A frame came by the reply channel. */
  deliver(frame: StoredFrame): void;
  /** Has the reader look into the stream: the channel may have lost something. */
  refill(): void;
  /** Ends the reading with this event, behind all that the stream still holds: the run is known to have ended, and its stream does not say so. */
  conclude(event: RunEvent): void;
  /** Since when the reader has had nothing to read; undefined while it is busy with what it has. */
  waitingSinceMs(): number | undefined;
  frames(): AsyncGenerator<RelayedFrame, void, void>;
  /** Nobody reads any more. */
  close(): void;
};

/** Where a reader begins, and how it is told. */
export type ReadingOptions = {
  /** Nothing was said yet: every frame will come by the channel. */
  fresh?: boolean;
  /** What the reader has seen. */
  after?: RunCursor;
  /** Every event as it was written, none merged with its neighbour: for readers who count them. */
  asStored?: boolean;
};

export type AttachmentOptions = ReadingOptions & {
  runId: string;
  readStream: (fromSequence: number) => Promise<StreamPage>;
  now: () => number;
};

/** A reader whose stream cannot be read tries again after this, or as soon as something is heard. */
const RETRY_MS = 500;

/**
 * Gives one reader the events of a run in order, each once, and ends at the terminal one. The reader sets the pace: what it is not
 * ready for waits in the stream in Redis rather than here, and comes merged once it is.
 */
export function createAttachment(options: AttachmentOptions): Attachment {
  const { runId, fresh = false, after = RUN_START, asStored } = options;
  // The frame of the cursor is read again: its later events may not have arrived.
  const queue = createFrameQueue(Math.max(0, after.sequence - 1), !fresh);
  const news = createNews(options.now);
  const readOn = createStreamReader(options, queue);
  let conclusion: RunEvent | undefined;
  let isClosed = false;

  const next = async (): Promise<RelayedFrame | undefined> => {
    while (!isClosed) {
      const stored = queue.takeAll();
      if (stored.length > 0) return mergeFrames(stored, after, asStored);
      if (!queue.isBehind()) {
        if (conclusion) return concludingFrame(queue.last() + 1, conclusion);
        await news.wait();
      } else if (!(await readOn())) await news.wait(RETRY_MS);
    }
    return undefined;
  };
  const lookAgain = () => {
    queue.doubt();
    news.tell();
  };
  return {
    runId,
    deliver(frame) {
      queue.push(frame);
      news.tell();
    },
    refill: lookAgain,
    conclude(event) {
      conclusion = event;
      lookAgain();
    },
    waitingSinceMs: news.waitingSinceMs,
    async *frames() {
      for (let frame = await next(); frame; frame = frame.isLast ? undefined : await next()) {
        if (frame.events.length > 0) yield frame;
      }
    },
    close() {
      isClosed = true;
      news.tell();
    },
  };
}

/**
 * Reads the next page of the stream into the queue; false when the stream cannot be read just now. Whoever has read before waits for it
 * to come back; who has not is told at once.
 */
function createStreamReader({ fresh = false, readStream }: AttachmentOptions, queue: FrameQueue) {
  let hasRead = fresh;
  return async (): Promise<boolean> => {
    queue.beginRead();
    try {
      const { frames, hasMore } = await readStream(queue.last() + 1);
      queue.fill(frames);
      if (hasMore) queue.doubt();
      hasRead = true;
      return true;
    } catch (error) {
      queue.doubt();
      if (!hasRead) throw error;
      return false;
    }
  };
}

function concludingFrame(sequence: number, event: RunEvent): RelayedFrame {
  return { sequence, events: [event], cursors: [{ sequence, index: 0 }], isLast: true };
}
