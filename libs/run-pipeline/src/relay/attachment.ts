import { type RunEvent, RUN_START } from '@smart-ai-hub/contracts';
import type { StoredFrame } from '../stream/run-scripts.ts';
import { createFrameQueue } from './frame-queue.ts';
import { type PacedFrame, type ReadingOptions, type StreamSource, createFrameReader } from './frame-reader.ts';
import type { RelayedFrame } from './merge-frames.ts';
import { createNews } from './news.ts';

/** One reader of one run inside a gateway process. */
export type Attachment = {
  readonly runId: string;
  /** A frame came by the reply channel. */
  deliver(frame: StoredFrame): void;
  /** Has the reader look into the stream: the channel may have lost something. */
  refill(): void;
  /** Its queue may have lost the run. */
  requeue(): Promise<void>;
  /** Ends the reading with this event, behind all that the stream still holds: the run is known to have ended, and its stream does not say so. */
  conclude(event: RunEvent): void;
  /** Since when the reader has had nothing to read, however often it has looked; undefined while it is busy with what it has. */
  waitingSinceMs(): number | undefined;
  frames(): AsyncGenerator<RelayedFrame, void, void>;
  /** Nobody reads any more. */
  close(): void;
};

export type AttachmentOptions = ReadingOptions &
  StreamSource & {
    runId: string;
    now: () => number;
    requeue?: () => Promise<void>;
  };

/** A reader whose stream cannot be read tries again after this, or as soon as something is heard. */
const RETRY_MS = 500;

/**
 * Gives one reader the events of a run in order, each once, and ends at the terminal one. The reader sets the pace: what it is not
 * ready for waits in the stream in Redis rather than here, and comes merged once it is.
 */
export function createAttachment({ requeue, ...source }: AttachmentOptions): Attachment {
  const queue = queueFor(source);
  const [news, requeuing] = [createNews(), untilTaken(requeue)];
  const read = createFrameReader(source, queue);
  let [conclusion, isClosed]: [RunEvent | undefined, boolean] = [undefined, false];
  const waiting = createWaiting(news, source.now);

  const next = async (): Promise<PacedFrame | undefined> => {
    while (!isClosed) {
      if (!queue.isEmpty()) waiting.end();
      if (!queue.isEmpty() || queue.isBehind()) {
        const paced = await read(() => isClosed);
        if (paced === 'unreadable') await waiting.wait(RETRY_MS);
        else if (paced) {
          waiting.end();
          return paced;
        }
      } else if (conclusion) return concludingFrame(queue.last() + 1, conclusion);
      else await waiting.wait();
    }
    return undefined;
  };
  const lookAgain = () => {
    queue.doubt();
    news.tell();
  };
  const conclude = (event: RunEvent) => {
    conclusion = event;
    lookAgain();
  };
  return {
    runId: source.runId,
    deliver(frame) {
      requeuing.forget();
      const failure = frame.sequence <= queue.last() ? failureIn(frame) : undefined;
      if (failure) return conclude(failure);
      queue.push(frame);
      news.tell();
    },
    refill: lookAgain,
    requeue: requeuing.run,
    conclude,
    waitingSinceMs: waiting.sinceMs,
    frames: () => framesUpToTheLast(next),
    close() {
      isClosed = true;
      news.tell();
    },
  };
}

/** The frame of the cursor is read again: its later events may not have arrived. */
function queueFor({ fresh = false, after = RUN_START }: ReadingOptions) {
  return createFrameQueue(Math.max(0, after.sequence - 1), !fresh);
}

/** What it takes to queue a run again is the whole prompt: not to be kept for as long as the answer goes on that a worker has begun. */
function untilTaken(requeue: AttachmentOptions['requeue']) {
  let again = requeue;
  return { run: async () => again?.(), forget: () => void (again = undefined) };
}

/** Knows since when nothing has come: a wait that is only interrupted goes on. */
function createWaiting(news: ReturnType<typeof createNews>, now: () => number) {
  let sinceMs: number | undefined;
  return {
    wait(limitMs?: number) {
      sinceMs ??= now();
      return news.wait(limitMs);
    },
    end: () => void (sinceMs = undefined),
    sinceMs: () => sinceMs,
  };
}

async function* framesUpToTheLast(
  next: () => Promise<PacedFrame | undefined>,
): AsyncGenerator<RelayedFrame, void, void> {
  for (let paced = await next(); paced; paced = paced.frame.isLast ? undefined : await next()) {
    try {
      if (paced.frame.events.length > 0) yield paced.frame;
    } finally {
      paced.release();
    }
  }
}

/**
 * How the run failed, if a frame says so that comes where another one was: who wrote it found nothing of the stream. A success must
 * not be told so, since text may be missing.
 */
function failureIn({ eventsJson }: StoredFrame): RunEvent | undefined {
  return (JSON.parse(eventsJson) as RunEvent[]).find(({ type }) => type === 'failed');
}

function concludingFrame(sequence: number, event: RunEvent): PacedFrame {
  const frame = { sequence, events: [event], cursors: [{ sequence, index: 0 }], isLast: true };
  return { frame, release: () => undefined };
}
