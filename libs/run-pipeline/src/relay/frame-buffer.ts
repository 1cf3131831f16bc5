import { type RunEvent, type RunFrame, isTerminal } from '@smart-ai-hub/contracts';
import type { StoredFrame } from '../stream/run-scripts.ts';

/** Frames of one run in their order, between whoever brings them and the one who reads them. */
export type FrameBuffer = {
  /** Takes a frame that is newer than all before; an older one is a repetition and is dropped. */
  accept(frame: StoredFrame): void;
  /** Ends the reading with an event that no stored frame holds. */
  conclude(event: RunEvent): void;
  fail(error: unknown): void;
  lastSequence(): number;
  size(): number;
  isEnded(): boolean;
  idleSinceMs(): number;
  /** The next frame; undefined at the end. While there is none it awaits what `catchUp` answers, or else the next arrival. */
  next(catchUp: () => Promise<void> | undefined): Promise<RunFrame | undefined>;
};

export function createFrameBuffer(afterSequence: number, now: () => number): FrameBuffer {
  const queue: RunFrame[] = [];
  let last = afterSequence;
  let ended = false;
  let failure: unknown;
  let touchedMs = now();
  let wake: (() => void) | undefined;

  const add = (frame: RunFrame | undefined) => {
    if (frame) queue.push(frame);
    touchedMs = now();
    wake?.();
    wake = undefined;
  };

  return {
    accept({ sequence, eventsJson }) {
      if (ended || sequence <= last) return;
      const events = JSON.parse(eventsJson) as RunEvent[];
      last = sequence;
      ended = events.some(isTerminal);
      add({ sequence, events });
    },
    conclude(event) {
      if (ended) return;
      ended = true;
      add({ sequence: last + 1, events: [event] });
    },
    fail(error) {
      failure ??= error;
      ended = true;
      add(undefined);
    },
    lastSequence: () => last,
    size: () => queue.length,
    isEnded: () => ended,
    idleSinceMs: () => touchedMs,
    async next(catchUp) {
      for (;;) {
        const frame = queue.shift();
        if (frame) return frame;
        if (failure) throw failure;
        if (ended) return undefined;
        await (catchUp() ?? new Promise<void>((resolve) => (wake = resolve)));
      }
    },
  };
}
