import { AppError } from '@smart-ai-hub/contracts';
import {
  ENDED_EMBEDDING_TTL_SECONDS,
  FencedOutError,
  LostStreamError,
  type StreamRecovery,
  createFrameWriter,
} from '@smart-ai-hub/run-pipeline';
import type { WorkerDeps } from '../../dependencies.ts';
import type { ToldAnswer } from './answer-story.ts';
import type { ClaimedRun } from './claimed-run.ts';
import type { EndedRun } from './run-outcome.ts';
import { settleRun } from './settle-run.ts';
import { type RunStop, streamAnswer } from './stream-answer.ts';

/** Streamed text leaves this process within one frame's time; a plain call's frames are only kept for recovery. */
const STREAM_FLUSH_MS = 15;
const PLAIN_FLUSH_MS = 250;

/** What an answer begins with, where this is not the first claim of its run. */
export type Beginning = {
  /** The sequence of the last frame in the run's stream. */
  after: number;
  /** What the answer goes on with; absent where nothing was said. */
  told?: ToldAnswer;
};

/**
 * Streams a claimed run's answer, or what is missing of the one that was told, then settles it; `abort` stops it from outside. Stops without settling when the claim is
 * lost to a later one. Should Redis lose the stream it is written anew; where that cannot be, the run ends as interrupted.
 */
export async function answerRun(
  deps: WorkerDeps,
  run: ClaimedRun,
  abort: AbortController,
  { after, told }: Beginning = { after: 0 },
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
    after,
    recovery: createRecovery(deps, run, () => stop('stream-lost')),
    ...keepSecondsOf(run),
    ...(told && { earlier: told.parts.map(({ candidate, usage }) => ({ model: candidate.model, usage })) }),
    onFencedOut: () => stop('lost'),
  });
  const release = deps.leases.hold(run, () => stop('lost'));
  try {
    const ended = await streamAnswer(deps, run, writer, abort.signal, told);
    if (abort.signal.reason === 'lost') return reportLost(deps, run);
    const delivery = { stream: payload.stream, hasContent: writer.hasContent() || told !== undefined };
    await writer.flush().catch(exceptLostStream);
    await settleRun(deps, run, abort.signal.reason === 'stream-lost' ? cutEnd(ended) : ended, delivery, writer);
  } catch (error) {
    if (!(error instanceof FencedOutError)) throw error;
    reportLost(deps, run);
  } finally {
    release();
    writer.close();
  }
}

function createRecovery(
  { streamMemory, ledger, metrics }: WorkerDeps,
  { id, fence }: ClaimedRun,
  stop: () => void,
): StreamRecovery {
  return {
    memory: streamMemory,
    // Also when this claim has settled the run already, and only its end is missing.
    isStillOurs: async () => (await ledger.readRun(id))?.fence === fence,
    onRewritten: () => metrics.lostStreams.inc({ outcome: 'rewritten' }),
    onLost() {
      metrics.lostStreams.inc({ outcome: 'ended' });
      stop();
    },
  };
}

function exceptLostStream(error: unknown): void {
  if (!(error instanceof LostStreamError)) throw error;
}

function cutEnd({ outcome: { usage }, ...ended }: EndedRun): EndedRun {
  const detail = 'The answer was lost on its way. Only what you received was charged; send the call again.';
  return { ...ended, outcome: { state: 'interrupted', usage, error: new AppError('run_interrupted', { detail }) } };
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
