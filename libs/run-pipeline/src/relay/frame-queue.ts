import type { StoredFrame } from '../stream/run-scripts.ts';

/**
 * The frames of one run that were brought and not read yet, in their order and within a bound. What does not fit, or comes out of turn,
 * is dropped: the stream in Redis has it, and `isBehind` says that it has to be read from there.
 */
export type FrameQueue = {
  /** A frame came by the reply channel. */
  push(frame: StoredFrame): void;
  /** The stream is being asked for what comes after `last()`: only what is heard of from now on makes it worth another look. */
  beginRead(): void;
  /** What it answered. */
  fill(frames: readonly StoredFrame[]): void;
  /** Something may have been lost on the way: the stream is to be asked. */
  doubt(): void;
  /** Takes everything out. */
  takeAll(): StoredFrame[];
  isEmpty(): boolean;
  /** The sequence up to which frames were taken in. */
  last(): number;
  isBehind(): boolean;
};

/** Of JSON, for each reader: two thousand readers who stand still are worth a few dozen megabytes. */
export const MAX_QUEUED_CHARACTERS = 16 * 1024;

export function createFrameQueue(afterSequence: number, isDoubtful: boolean): FrameQueue {
  let queue: StoredFrame[] = [];
  let characters = 0;
  let last = afterSequence;
  let newest = afterSequence;
  let isInDoubt = isDoubtful;

  const take = (frame: StoredFrame) => {
    if (frame.sequence <= last) return;
    queue.push(frame);
    characters += frame.eventsJson.length;
    last = frame.sequence;
  };
  return {
    push(frame) {
      newest = Math.max(newest, frame.sequence);
      const fits = queue.length === 0 || characters + frame.eventsJson.length <= MAX_QUEUED_CHARACTERS;
      if (frame.sequence === last + 1 && fits) take(frame);
    },
    beginRead() {
      isInDoubt = false;
      newest = last;
    },
    fill: (frames) => frames.forEach(take),
    doubt: () => void (isInDoubt = true),
    takeAll() {
      const taken = queue;
      queue = [];
      characters = 0;
      return taken;
    },
    isEmpty: () => queue.length === 0,
    last: () => last,
    isBehind: () => isInDoubt || newest > last,
  };
}
