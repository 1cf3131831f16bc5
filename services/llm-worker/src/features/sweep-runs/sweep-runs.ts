import { AppError, noUsage } from '@smart-ai-hub/contracts';
import type { AbandonedRun, Ledger, RunCandidate } from '@smart-ai-hub/ledger';
import { type RunScripts, appendEnd } from '@smart-ai-hub/run-pipeline';
import type { Logger } from '@smart-ai-hub/service-kit';
import { type AnswerPart, totalOf } from '../execute-run/answer-story.ts';
import { answeringCandidate } from '../execute-run/claimed-run.ts';
import { partsOf } from '../execute-run/read-told-answer.ts';
import { type RunOutcome, chargeFor, endEvent, recordedParts } from '../execute-run/run-outcome.ts';
import { LEASE_MS } from '../hold-leases/lease-keeper.ts';

export type SweepDeps = { ledger: Ledger; scripts: RunScripts; workerId: string; logger: Logger };

type Cut = Extract<RunOutcome, { error: AppError }>;

const BATCH = 100;

/**
 * Ends the runs that nobody will end: queued past their deadline (the gateway died before the queue heard of them, Redis lost
 * the job, or no worker came), or running under a lease that ran out long ago. Several workers may sweep at once: fences and
 * the ledger's guards let one of them win. Answers how many it ended.
 */
export async function sweepRuns(deps: SweepDeps): Promise<number> {
  const abandoned = await deps.ledger.listAbandonedRuns(BATCH);
  const ended = await Promise.all(
    abandoned.map((run) => (run.state === 'queued' ? endQueued(deps, run) : endRunning(deps, run))),
  );
  return ended.filter(Boolean).length;
}

async function endQueued(deps: SweepDeps, run: AbandonedRun): Promise<boolean> {
  const error = new AppError('no_capacity', {
    detail: 'No worker took the call in time. Nothing was charged; try again.',
  });
  const outcome: Cut = { state: 'error', usage: noUsage, error };
  return settleAndTell(deps, run, 0, { outcome, parts: [] });
}

async function endRunning(deps: SweepDeps, run: AbandonedRun): Promise<boolean> {
  const record = await deps.ledger.readRun(run.runId);
  const claim = await deps.ledger.claim({
    runId: run.runId,
    workerId: deps.workerId,
    leaseMs: LEASE_MS,
    expectedFence: run.fence,
  });
  if (claim.outcome !== 'claimed' || !record) return false;
  const stream = await deps.scripts.open(run.runId, claim.fence);
  if (!stream) return false;
  const error = new AppError('run_interrupted', {
    detail: 'The worker that wrote this answer stopped. Send the call again.',
  });
  const parts = partsOf(claim.candidates, stream);
  const outcome: Cut = { state: 'interrupted', usage: totalOf(parts), error };
  const costMicros = chargeFor({ outcome, parts }, { stream: record.stream, hasContent: stream.hasContent });
  const candidate = parts.at(-1)?.candidate ?? answeringCandidate(claim.candidates, stream.model);
  return settleAndTell(deps, run, claim.fence, { outcome, parts, costMicros, candidate });
}

type SweptRun = { outcome: Cut; parts: AnswerPart[]; costMicros?: bigint; candidate?: RunCandidate };

async function settleAndTell(deps: SweepDeps, run: AbandonedRun, fence: number, swept: SweptRun): Promise<boolean> {
  const { outcome, parts, costMicros = 0n, candidate } = swept;
  const { state, usage, error } = outcome;
  const recorded = costMicros > 0n ? recordedParts(parts) : undefined;
  const settled = await deps.ledger.settle({
    runId: run.runId,
    fence,
    state,
    usage,
    costMicros,
    errorCode: error.code,
    ...(recorded && { parts: recorded }),
    ...(candidate && { model: candidate.model, provider: candidate.provider }),
  });
  if (settled.outcome !== 'settled') return false;
  deps.logger.warn({ runId: run.runId, was: run.state, state }, 'abandoned run ended by the sweep');
  const charge = { chargedMicros: settled.chargedMicros, endedAtMs: Date.now() };
  await appendEnd(deps.scripts, run.runId, endEvent({ outcome, parts }, charge));
  return true;
}
