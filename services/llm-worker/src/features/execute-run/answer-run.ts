import { ENDED_EMBEDDING_TTL_SECONDS, FencedOutError, createFrameWriter } from '@smart-ai-hub/run-pipeline';
import type { WorkerDeps } from '../../dependencies.ts';
import type { ToldAnswer } from './answer-story.ts';
import type { ClaimedRun } from './claimed-run.ts';
import { settleRun } from './settle-run.ts';
import { type RunStop, streamAnswer } from './stream-answer.ts';

/** Streamed text leaves this process within one frame's time; a plain call's frames are only kept for recovery. */
const STREAM_FLUSH_MS = 15;
const PLAIN_FLUSH_MS = 250;

/**
 * Streams a claimed run's answer, or what is missing of the one that was told, then settles it; `abort` stops it from outside. Stops without settling when the claim is
 * lost to a later one.
 */
export async function answerRun(
  deps: WorkerDeps,
  run: ClaimedRun,
  abort: AbortController,
  told?: ToldAnswer,
): Promise<void> {
  const { payload } = run;
  const stop = (reason: RunStop) => abort.abort(reason);
  const writer = createFrameWriter({
    scripts: deps.scripts,
    runId: run.id,
    fence: run.fence,
    replyTo: payload.replyTo,
    flushMs: payload.stream ? STREAM_FLUSH_MS : PLAIN_FLUSH_MS,
    holdsFirst: !payload.stream,
    ...keepSecondsOf(run),
    ...(told && { earlier: told.parts.map(({ candidate, usage }) => ({ model: candidate.model, usage })) }),
    onFencedOut: () => stop('lost'),
  });
  const release = deps.leases.hold(run, () => stop('lost'));
  try {
    const ended = await streamAnswer(deps, run, writer, abort.signal, told);
    if (abort.signal.reason === 'lost') return reportLost(deps, run);
    const delivery = { stream: payload.stream, hasContent: writer.hasContent() || told !== undefined };
    await writer.flush();
    await settleRun(deps, run, ended, delivery, writer);
  } catch (error) {
    if (!(error instanceof FencedOutError)) throw error;
    reportLost(deps, run);
  } finally {
    release();
  }
}

/** Vectors are large: they are kept for a while only, also for callers who may try again. */
function keepSecondsOf({ call, payload: { keepSeconds } }: ClaimedRun): { keepSeconds?: number } {
  if (call.kind === 'embedding') return { keepSeconds: ENDED_EMBEDDING_TTL_SECONDS };
  return keepSeconds === undefined ? {} : { keepSeconds };
}

function reportLost(deps: WorkerDeps, run: ClaimedRun): void {
  deps.metrics.fencedOut.inc();
  deps.logger.warn({ runId: run.id, fence: run.fence }, 'run was taken over by a later claim; our part is thrown away');
}
