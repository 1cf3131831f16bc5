import { type RunEvent, type RunFrame, isTerminal } from '@smart-ai-hub/contracts';
import type { StoredFrame } from '../stream/run-scripts.ts';

/** One reader of one run inside a gateway process. */
export type Attachment = {
  readonly runId: string;
  /** A frame came by the reply channel. */
  deliver(frame: StoredFrame): void;
  /** Read from the stream what the channel may have lost. */
  refill(): Promise<void>;
  /** Ends the reading with this event, when the run is known to have ended and its stream does not say so. */
  conclude(event: RunEvent): void;
  fail(error: unknown): void;
  idleSinceMs(): number;
  frames(): AsyncGenerator<RunFrame, void, void>;
};

type AttachmentOptions = {
  runId: string;
  /** Frames up to this sequence were seen by the caller. */
  afterSequence: number;
  readFrames: (fromSequence: number, limit: number) => Promise<StoredFrame[]>;
  now: () => number;
};

/** A reader that is this many frames behind is fed from Redis again, so that slow readers cost no memory here. */
const MAX_QUEUED_FRAMES = 256;
const REFILL_LIMIT = 128;

/** Puts the frames of a run in order for one reader: drops repetitions, fills gaps from the stream, ends at the terminal event. */
export function createAttachment(options: AttachmentOptions): Attachment {
  const queue: RunFrame[] = [];
  let last = options.afterSequence;
  let behind = false;
  let ended = false;
  let failure: unknown;
  let touchedMs = options.now();
  let wake: (() => void) | undefined;
  let refilling: Promise<void> | undefined;

  const notify = () => {
    touchedMs = options.now();
    wake?.();
    wake = undefined;
  };
  const accept = (frame: StoredFrame) => {
    if (ended || frame.sequence <= last) return;
    const events = JSON.parse(frame.eventsJson) as RunEvent[];
    last = frame.sequence;
    ended = events.some(isTerminal);
    queue.push({ sequence: frame.sequence, events });
    notify();
  };
  const fill = async () => {
    for (let more = true; more && !ended && queue.length < MAX_QUEUED_FRAMES; ) {
      const frames = await options.readFrames(last + 1, REFILL_LIMIT);
      frames.forEach(accept);
      more = frames.length === REFILL_LIMIT;
    }
    behind = !ended && queue.length >= MAX_QUEUED_FRAMES;
  };
  const refill = () => {
    refilling ??= fill().finally(() => {
      refilling = undefined;
    });
    return refilling;
  };
  const fail = (error: unknown) => {
    failure ??= error;
    ended = true;
    notify();
  };

  async function* frames(): AsyncGenerator<RunFrame, void, void> {
    for (;;) {
      const frame = queue.shift();
      if (frame) yield frame;
      else if (failure) throw failure;
      else if (ended) return;
      else if (behind) await refill();
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  return {
    runId: options.runId,
    deliver(frame) {
      if (behind || frame.sequence <= last) return;
      if (queue.length >= MAX_QUEUED_FRAMES) behind = true;
      else if (frame.sequence === last + 1) accept(frame);
      else refill().catch(fail);
    },
    refill,
    conclude(event) {
      if (ended) return;
      ended = true;
      queue.push({ sequence: last + 1, events: [event] });
      notify();
    },
    fail,
    idleSinceMs: () => touchedMs,
    frames,
  };
}
