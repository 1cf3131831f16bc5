import { AppError, RUN_START, formatRunCursor, parseRunCursor } from '@smart-ai-hub/contracts';
import type { RelayedFrame } from '@smart-ai-hub/run-pipeline';
import type { RunRecord } from '@smart-ai-hub/ledger';
import { requestLocals } from '@smart-ai-hub/service-kit';
import type { Request, Response } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { openEventStream } from '../calls/answer-call.ts';
import { KEEP_ALIVE, sendFrames } from '../calls/send-frames.ts';

/**
 * Sends a run's events from the caller's cursor on. Hanging up here cancels nothing: the answer goes on without its reader,
 * who may come back with `Last-Event-ID`, to this gateway or another. A gateway that leaves ends the stream for that reason.
 */
export async function streamRunEvents(deps: GatewayDeps, run: RunRecord, req: Request, res: Response): Promise<void> {
  if (deps.leaving.aborted) throw new AppError('draining', { detail: 'This instance is leaving. Connect again.' });
  // An unreadable cursor starts from the beginning: repeating is safe, skipping is not.
  const after = parseRunCursor(req.get('last-event-id') ?? '') ?? RUN_START;
  const attached = deps.relay.attach(run.id, { after, run });
  requestLocals(res).runId = run.id;
  openEventStream(res);
  // A first byte for whoever, on the way, waits for one before it lets the answer through.
  res.write(KEEP_ALIVE);
  await sendFrames(deps, res, attached, renderFrame);
}

function renderFrame({ events, cursors }: RelayedFrame): string {
  return events
    .map((event, index) => {
      const id = formatRunCursor(cursors[index] ?? RUN_START);
      return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    })
    .join('');
}
