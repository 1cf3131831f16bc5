import { type RunCursor, type RunEvent, type RunFrame, isTerminal } from '@smart-ai-hub/contracts';
import { mergeEvent } from '../stream/merge-event.ts';
import type { StoredFrame } from '../stream/run-scripts.ts';

/**
 * What a reader is given at once: the events of one stored frame or of several, under the sequence of the last. `cursors` tells for each
 * event the place of the last stored event in it: whoever has the event goes on from there, wherever it was merged.
 */
export type RelayedFrame = RunFrame & {
  cursors: RunCursor[];
  /** Nothing comes after it. */
  isLast: boolean;
};

/**
 * Joins what lies in the stream of a run to as few events as say the same: somebody who comes late to a long answer gets its text in
 * a few pieces instead of thousands; somebody who counts events gets them `asStored`. Events up to `after` are left out.
 */
export function mergeFrames(frames: readonly StoredFrame[], after: RunCursor, asStored = false): RelayedFrame {
  const events: RunEvent[] = [];
  const cursors: RunCursor[] = [];
  let isLast = false;
  for (const { sequence, eventsJson } of frames) {
    (JSON.parse(eventsJson) as RunEvent[]).forEach((event, index) => {
      isLast ||= isTerminal(event);
      if (isSeen(sequence, index, after)) return;
      if (asStored) events.push(event);
      else mergeEvent(events, event);
      cursors[events.length - 1] = { sequence, index };
    });
  }
  return { sequence: frames.at(-1)?.sequence ?? after.sequence, events, cursors, isLast };
}

function isSeen(sequence: number, index: number, after: RunCursor): boolean {
  return sequence < after.sequence || (sequence === after.sequence && index <= after.index);
}
