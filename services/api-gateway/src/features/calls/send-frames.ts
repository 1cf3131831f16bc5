import type { AttachedRun, RelayedFrame } from '@smart-ai-hub/run-pipeline';
import type { Response } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { drained, keepAlive } from './answer-call.ts';

export const KEEP_ALIVE = ': keep-alive\n\n';

/**
 * Sends the frames of a run to a reader who may come back: hanging up cancels nothing, and a gateway that leaves ends the stream, so
 * that its reader goes on elsewhere.
 */
export async function sendFrames(
  deps: Pick<GatewayDeps, 'leaving'>,
  res: Response,
  attached: AttachedRun,
  render: (frame: RelayedFrame) => string,
): Promise<void> {
  const stopKeepingAlive = keepAlive(res, KEEP_ALIVE);
  const stop = createStop(deps.leaving, res);
  try {
    for (;;) {
      const next = await stop.orStop(attached.frames.next());
      if (next === undefined || next.done === true) break;
      const text = render(next.value);
      if (text !== '' && !res.write(text)) await drained(res);
    }
    res.end();
  } finally {
    stopKeepingAlive();
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
