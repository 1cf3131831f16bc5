import { AppError, type RunFrame } from '@smart-ai-hub/contracts';
import type { RunRecord } from '@smart-ai-hub/ledger';
import { requestLocals } from '@smart-ai-hub/service-kit';
import type { Request, Response } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { drained, openEventStream } from '../calls/answer-call.ts';

/** Where a reader is: the frame's sequence and the event's place in it, as `Last-Event-ID` carries them: `7.2`. */
export type Cursor = { sequence: number; index: number };

const KEEP_ALIVE_MS = 10_000;
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
  const keepAlive = setInterval(() => res.write(': keep-alive\n\n'), KEEP_ALIVE_MS);
  const stop = createStop(deps.leaving, res);
  try {
    for (;;) {
      const next = await stop.orStop(attached.frames.next());
      if (next === undefined || next.done === true) break;
      const frame = next.value;
      const text = renderFrame(frame, cursor);
      if (text !== '' && !res.write(text)) await drained(res);
    }
    res.end();
  } finally {
    clearInterval(keepAlive);
    stop.forget();
    attached.detach();
  }
}

type Stop = {
  /** What the work answers, or undefined once the stream is to stop. */
  orStop<T>(work: Promise<T>): Promise<T | undefined>;
  forget(): void;
};

/**
 * Stops a stream when its reader has hung up or this gateway leaves, also while the run is silent. Not by `Promise.race`: a
 * promise that outlives many races keeps what each of them answered.
 */
function createStop(leaving: AbortSignal, res: Response): Stop {
  let isStopped = res.closed || leaving.aborted;
  let wake = () => {};
  const stop = () => {
    isStopped = true;
    wake();
  };
  res.once('close', stop);
  leaving.addEventListener('abort', stop);
  return {
    orStop: (work) =>
      new Promise((resolve, reject) => {
        wake = () => resolve(undefined);
        work.then(resolve, reject);
        if (isStopped) wake();
      }),
    forget: () => leaving.removeEventListener('abort', stop),
  };
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
