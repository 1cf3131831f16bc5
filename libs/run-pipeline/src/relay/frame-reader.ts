import { type RunCursor, RUN_START } from '@smart-ai-hub/contracts';
import type { StreamPage } from '../stream/run-scripts.ts';
import type { FrameQueue } from './frame-queue.ts';
import { type RelayedFrame, mergeFrames } from './merge-frames.ts';

/** How somebody who reads many runs has them read one after the other, and none before there is room for it. */
export type Pace = () => Promise<() => void>;

/** Where a reader begins, and how it is told. */
export type ReadingOptions = {
  /** Nothing was said yet: every frame will come by the channel. */
  fresh?: boolean;
  /** What the reader has seen. */
  after?: RunCursor;
  /** Every event as it was written, none merged with its neighbour: for readers who count them. */
  asStored?: boolean;
  /** Waited for before each frame is read; what it answers is called once the reader is through with the frame. */
  pace?: Pace;
};

/** Where the frames are that were not brought. */
export type StreamSource = { readStream: (fromSequence: number) => Promise<StreamPage> };

/** A frame, and what is to be called when its reader is through with it. */
export type PacedFrame = { frame: RelayedFrame; release: () => void };

const ownPace: Pace = () => Promise.resolve(() => undefined);

/**
 * Reads the next frame of a run, from what was brought or else from the stream, when it is the reader's turn. Undefined when there is none,
 * or nobody wants it any more; `unreadable` when the stream cannot be read just now. Whoever has read before waits for it to come
 * back; who has not is told at once.
 */
export function createFrameReader(options: ReadingOptions & StreamSource, queue: FrameQueue) {
  const { fresh = false, after = RUN_START, asStored, pace = ownPace, readStream } = options;
  let hasRead = fresh;

  const readPage = async (): Promise<void> => {
    queue.beginRead();
    try {
      const { frames, hasMore } = await readStream(queue.last() + 1);
      queue.fill(frames);
      if (hasMore) queue.doubt();
      hasRead = true;
    } catch (error) {
      queue.doubt();
      throw error;
    }
  };
  return async (isUnwanted: () => boolean): Promise<PacedFrame | 'unreadable' | undefined> => {
    const release = await pace();
    try {
      if (!isUnwanted() && queue.isEmpty()) await readPage();
    } catch (error) {
      release();
      if (hasRead) return 'unreadable';
      throw error;
    }
    if (!isUnwanted() && !queue.isEmpty()) return { frame: mergeFrames(queue.takeAll(), after, asStored), release };
    release();
    return undefined;
  };
}
