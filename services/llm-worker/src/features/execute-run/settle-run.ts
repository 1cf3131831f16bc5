import { type FrameWriter, appendEnd, terminalEventOf } from '@smart-ai-hub/run-pipeline';
import { withSpan } from '@smart-ai-hub/service-kit';
import { totalTokens } from '@smart-ai-hub/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerDeps } from '../../dependencies.ts';
import type { ClaimedRun } from './claimed-run.ts';
import {
  type Delivery,
  type RunOutcome,
  type EndedRun,
  chargeFor,
  endEvent,
  hasAnswer,
  recordedParts,
} from './run-outcome.ts';

const RETRY_MS = 1_000;
/** Longer than this and the lease is over: the run is left to the sweep, which settles it from its stream. */
const SETTLE_ATTEMPTS = 25;

/**
 * Moves the money, then tells the readers: the last frame is only written once the charge is durable, and carries it.
 * Without a writer (a run that is ended before it began) the end goes out to every gateway.
 */
export async function settleRun(
  deps: WorkerDeps,
  run: ClaimedRun,
  ended: EndedRun,
  delivery: Delivery,
  writer?: FrameWriter,
): Promise<void> {
  const { outcome, candidate } = ended;
  const attributes = { 'hub.run.state': outcome.state, 'gen_ai.response.model': candidate.model };
  const settlement = await withSpan('run.settle', { attributes }, () =>
    settleWithRetry(deps, run, ended, delivery, writer?.firstContentAtMs()),
  );
  if (settlement.outcome === 'already') {
    // By an attempt whose answer was lost, or by whoever took the run over: its readers hear the end that was recorded.
    const recorded = terminalEventOf(settlement.run);
    if (recorded) await appendEnd(deps.scripts, run.id, recorded);
  }
  if (settlement.outcome !== 'settled') {
    // A worker that was stopped for long may come to the end of its answer before it hears that the run is another's.
    const isLost = settlement.outcome === 'already' ? settlement.run.fence > run.fence : settlement.outcome === 'stale';
    if (isLost) deps.metrics.fencedOut.inc();
    deps.logger.warn({ runId: run.id, fence: run.fence, outcome: settlement.outcome }, 'settlement refused');
    return;
  }
  deps.metrics.ended.inc({ state: outcome.state, provider: deps.providers.providerOf(candidate.model) });
  deps.logger.info(
    {
      runId: run.id,
      state: outcome.state,
      provider: candidate.provider,
      chargedMicros: String(settlement.chargedMicros),
    },
    'run ended',
  );
  correctLimits(deps, run, outcome);
  const event = endEvent(ended, { chargedMicros: settlement.chargedMicros, endedAtMs: Date.now() });
  if (writer) await writer.end(event);
  else await appendEnd(deps.scripts, run.id, event);
  // Its readers have heard the end: nobody waits for this.
  await deps.contentKeeper.keep(run);
}

/** Not waited for: a count that is late, or lost with Redis, harms nobody for longer than a minute. */
function correctLimits({ limits, logger }: WorkerDeps, { id, payload }: ClaimedRun, { usage }: RunOutcome): void {
  const taken = payload.tokenLimits ?? [];
  if (taken.length === 0) return;
  limits.correct(taken, totalTokens(usage)).catch((err: unknown) => {
    logger.warn({ runId: id, err }, 'limits of tokens were not corrected');
  });
}

async function settleWithRetry(
  deps: WorkerDeps,
  run: ClaimedRun,
  ended: EndedRun,
  delivery: Delivery,
  firstContentAtMs: number | undefined,
) {
  const { outcome, candidate, parts } = ended;
  const costMicros = chargeFor(ended, delivery);
  const recorded = costMicros > 0n ? recordedParts(parts) : undefined;
  const stopTimer = deps.metrics.settleDuration.startTimer();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const settlement = await deps.ledger.settle({
        runId: run.id,
        fence: run.fence,
        state: outcome.state,
        usage: outcome.usage,
        costMicros,
        ...(recorded && { parts: recorded }),
        model: candidate.model,
        provider: candidate.provider,
        ...(firstContentAtMs !== undefined && { firstTokenMs: firstContentAtMs - run.payload.enqueuedAtMs }),
        ...(hasAnswer(outcome) ? { stopReason: outcome.stopReason } : { errorCode: outcome.error.code }),
      });
      stopTimer();
      return settlement;
    } catch (error) {
      if (attempt >= SETTLE_ATTEMPTS) throw error;
      deps.logger.warn({ runId: run.id, err: error }, 'settlement failed, trying again');
      await delay(RETRY_MS);
    }
  }
}
