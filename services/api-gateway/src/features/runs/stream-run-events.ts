import { AppError, type RunFrame } from '@smart-ai-hub/contracts';
import type { RunRecord } from '@smart-ai-hub/ledger';
import { requestLocals } from '@smart-ai-hub/service-kit';
import type { Request, Response } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { openEventStream } from '../calls/answer-call.ts';
import { sendFrames } from '../calls/send-frames.ts';

/** Where a reader is: the frame's sequence and the event's place in it, as `Last-Event-ID` carries them: `7.2`. */
export type Cursor = { sequence: number; index: number };

const START: Cursor = { sequence: 0, index: -1 };

/**
 * Sends a run's events from the caller's cursor on. Hanging up here cancels nothing: the answer goes on without its reader,
 * who may come back with `Last-Event-ID`, to this gateway or another. A gateway that leaves ends the stream for that reason.
 */
export async function streamRunEvents(deps: GatewayDeps, run: RunRecord, req: Request, res: Response): Promise<void> {
  const cursor = parseCursor(req.get('last-event-id'));
  if (deps.leaving.aborted) throw new AppError('draining', { detail: 'This instance is leaving. Connect again.' });
  // The frame of the cursor is read again: its later events may not have arrived.
  const attached = deps.relay.attach(run.id, { afterSequence: Math.max(0, cursor.sequence - 1) });
  requestLocals(res).runId = run.id;
  openEventStream(res);
  await sendFrames(deps, res, attached, (frame) => renderFrame(frame, cursor));
}

function renderFrame(frame: RunFrame, cursor: Cursor): string {
  return frame.events
    .map((event, index) => {
      if (frame.sequence === cursor.sequence && index <= cursor.index) return '';
      return `id: ${frame.sequence}.${index}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    })
    .join('');
}

/** An unreadable cursor starts from the beginning: repeating is safe, skipping is not. */
export function parseCursor(header: string | undefined): Cursor {
  const match = /^(\d{1,15})\.(\d{1,9})$/.exec(header ?? '');
  return match ? { sequence: Number(match[1]), index: Number(match[2]) } : START;
}
