import type { RunEvent, RunFrame } from '@smart-ai-hub/contracts';
import type { StoredFrame } from '../stream/run-scripts.ts';
import { createFrameBuffer } from './frame-buffer.ts';

/** One reader of one run inside a gateway process. */
export type Attachment = {
  readonly runId: string;
  /** A frame came by the reply channel. */
  deliver(frame: StoredFrame): void;
  /** Read from the stream what the channel may have lost. */
  refill(): Promise<void>;
  /** Ends the reading with this event, when the run is known to have ended and its stream does not say so. */
  conclude(event: RunEvent): void;
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
export function createAttachment({ runId, afterSequence, readFrames, now }: AttachmentOptions): Attachment {
  const buffer = createFrameBuffer(afterSequence, now);
  let behind = false;
  let refilling: Promise<void> | undefined;

  const fill = async () => {
    for (let more = true; more && !buffer.isEnded() && buffer.size() < MAX_QUEUED_FRAMES;) {
      const frames = await readFrames(buffer.lastSequence() + 1, REFILL_LIMIT);
      frames.forEach(buffer.accept);
      more = frames.length === REFILL_LIMIT;
    }
    behind = !buffer.isEnded() && buffer.size() >= MAX_QUEUED_FRAMES;
  };
  const refill = () => {
    refilling ??= fill().finally(() => {
      refilling = undefined;
    });
    return refilling;
  };
  const catchUp = () => (behind ? refill() : undefined);

  return {
    runId,
    deliver(frame) {
      if (behind || frame.sequence <= buffer.lastSequence()) return;
      if (buffer.size() >= MAX_QUEUED_FRAMES) behind = true;
      else if (frame.sequence === buffer.lastSequence() + 1) buffer.accept(frame);
      else refill().catch(buffer.fail);
    },
    refill,
    conclude: buffer.conclude,
    idleSinceMs: buffer.idleSinceMs,
    async *frames() {
      for (let frame = await buffer.next(catchUp); frame; frame = await buffer.next(catchUp)) yield frame;
    },
  };
}
