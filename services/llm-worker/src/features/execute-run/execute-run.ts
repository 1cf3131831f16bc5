import { AppError, type LlmRunPayload, modelsOf, noUsage } from '@smart-ai-hub/contracts';
import { openCall } from '@smart-ai-hub/dialects';
import { type OpenedStream, appendEnd, terminalEventOf } from '@smart-ai-hub/run-pipeline';
import { contextFromCarrier, withSpan } from '@smart-ai-hub/service-kit';
import { SpanKind } from '@opentelemetry/api';
import type { WorkerDeps } from '../../dependencies.ts';
import { LEASE_MS } from '../hold-leases/lease-keeper.ts';
import { answerRun } from './answer-run.ts';
import { type AnswerPart, createAnswerStory } from './answer-story.ts';
import { type ClaimedRun, answeringCandidate } from './claimed-run.ts';
import { partsOf, toldAnswerOf } from './read-told-answer.ts';
import { type EndedRun, cancelledError, endedRun } from './run-outcome.ts';
import { settleRun } from './settle-run.ts';
import type { RunStop } from './stream-answer.ts';

/**
 * Takes one run from its claim to its end. Rejects only when the run could not be claimed at all (PostgreSQL is away): the
 * queue then delivers it again. `later` when it was delivered again although its worker is alive.
 */
export async function executeRun(
  deps: WorkerDeps,
  payload: LlmRunPayload,
  { isAgain }: { isAgain: boolean } = { isAgain: false },
): Promise<'later' | void> {
  if (isAgain && (await isWorkedOn(deps, payload.runId))) return 'later';
  deps.metrics.queueWait.observe((Date.now() - payload.enqueuedAtMs) / 1000);
  const attributes = { 'hub.run.id': payload.runId, 'gen_ai.request.model': modelsOf(payload)[0] };
  const parent = contextFromCarrier(payload.trace);
  const abort = new AbortController();
  // Listening begins before the claim, so that whoever wants to cancel a claimed run is heard.
  const unwatch = deps.cancels.watch(payload.runId, () => abort.abort('cancelled' satisfies RunStop));
  try {
    await withSpan('run.execute', { kind: SpanKind.CONSUMER, parent, attributes }, async () => {
      const run = await claimRun(deps, payload);
      if (run?.fence === 1) await answerRun(deps, run, abort);
      else if (run) await takeOver(deps, run, abort);
    });
  } finally {
    unwatch();
  }
}

/**
 * A worker that Redis has not heard of for a while loses its jobs to others, also when it was Redis that was away. Whether it lives is known in
 * PostgreSQL, where it renews its leases.
 */
async function isWorkedOn({ ledger }: WorkerDeps, runId: string): Promise<boolean> {
  const run = await ledger.readRun(runId);
  if (run?.state !== 'running' || !run.leaseUntil) return false;
  return Date.now() - (run.leaseUntil.getTime() - LEASE_MS) < ALIVE_MS;
}

/** Two renewals of a lease, and some. */
const ALIVE_MS = 12_000;

/** A run that was claimed so often is likely what its workers died of. */
const MOST_CLAIMS = 8;

/** Goes on from what an earlier claim left in the stream: anew where nothing was said, with the rest where that is a text, else by ending it. */
async function takeOver(deps: WorkerDeps, run: ClaimedRun, abort: AbortController): Promise<void> {
  const stream = await deps.scripts.open(run.id, run.fence);
  if (!stream) return; // A later claim was faster.
  const parts = partsOf(run.candidates, stream);
  if (parts.length > 0 && !stream.cancelRequested && run.fence <= MOST_CLAIMS) {
    const told = toldAnswerOf(parts, await deps.keptRuns.readEvents(run.id));
    if (createAnswerStory(run, told).isOpen()) return answerRun(deps, run, abort, { after: stream.sequence, told });
  }
  const early = endBeforeStart(run, stream, parts);
  if (early) await settleRun(deps, run, early, { stream: run.payload.stream, hasContent: stream.hasContent });
  else await answerRun(deps, run, abort, { after: stream.sequence });
}

async function claimRun(deps: WorkerDeps, payload: LlmRunPayload): Promise<ClaimedRun | undefined> {
  const { runId } = payload;
  const claim = await deps.ledger.claim({ runId, workerId: deps.workerId, leaseMs: LEASE_MS });
  if (claim.outcome === 'claimed') {
    deps.logger.debug({ runId, fence: claim.fence, attempt: claim.attempt }, 'run claimed');
    const { accountId, fence, candidates } = claim;
    const cap = payload.capMicros !== undefined && { capMicros: BigInt(payload.capMicros) };
    return { id: runId, accountId, fence, candidates, payload, ...cap, call: openCall(payload) };
  }
  if (claim.outcome === 'ended') {
    // Settled by a worker that died before it could say so: its readers still wait for the last frame.
    const event = terminalEventOf(claim.run);
    if (event) await appendEnd(deps.scripts, runId, event);
  } else {
    deps.logger.warn({ runId }, 'job of a run that does not exist');
  }
  return undefined;
}

/** A run whose last worker died with the answer half told, whose caller has left, or that no worker survives, is ended instead of begun. */
function endBeforeStart(
  { candidates, fence }: ClaimedRun,
  stream: OpenedStream,
  parts: AnswerPart[],
): EndedRun | undefined {
  if (stream.hasContent) {
    const detail =
      'The worker that wrote this answer stopped. Only what you received was charged; send the call again.';
    const error = new AppError('run_interrupted', { detail });
    return endedRun(parts, undefined, { state: 'interrupted', usage: noUsage, error });
  }
  if (stream.cancelRequested) {
    const candidate = answeringCandidate(candidates, stream.model);
    return endedRun([], candidate, { state: 'cancelled', usage: noUsage, error: cancelledError() });
  }
  if (fence > MOST_CLAIMS) {
    const detail = `${MOST_CLAIMS} workers stopped while they made this answer. Nothing was charged; change the call before you send it again.`;
    const error = new AppError('run_interrupted', { detail });
    return endedRun([], candidates[0], { state: 'interrupted', usage: noUsage, error });
  }
  return undefined;
}
