import { type AppError, noUsage, toAppError } from '@smart-ai-hub/contracts';
import { createUsageMeter } from '@smart-ai-hub/llm-providers';
import type { FrameWriter } from '@smart-ai-hub/run-pipeline';
import type { RunCandidate } from '@smart-ai-hub/ledger';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerDeps } from '../../dependencies.ts';
import { attemptAnswer } from './attempt-answer.ts';
import type { ClaimedRun } from './claimed-run.ts';
import { createFailoverCourse } from './failover-course.ts';
import { type EndedRun, cancelledError } from './run-outcome.ts';

/** Why an answer is stopped from outside: its caller asked, or another claim took the run. */
export type RunStop = 'cancelled' | 'lost';

/**
 * Asks the run's models for an answer and writes it: again or the next one while nothing was produced, as the course says.
 * Never rejects for what a provider does: the outcome says it.
 */
export async function streamAnswer(
  deps: WorkerDeps,
  run: ClaimedRun,
  writer: FrameWriter,
  signal: AbortSignal,
): Promise<EndedRun> {
  const contextTokensOf = (model: string) => deps.providers.resolve(model)?.card.contextTokens ?? 0;
  const course = createFailoverCourse({ candidates: run.candidates, contextTokensOf, mayRetry: deps.retries.take });
  deps.retries.noteRequest();
  for (;;) {
    const candidate = course.current();
    const meter = createUsageMeter(() => run.call.parsed().request);
    try {
      return { candidate, outcome: await attemptAnswer(deps, { run, candidate, writer, signal, course }, meter) };
    } catch (thrown) {
      const usage = writer.hasContent() ? meter.current() : noUsage;
      if (signal.aborted) return { candidate, outcome: { state: 'cancelled', usage, error: cancelledError() } };
      const error = toAppError(thrown);
      const { model, provider } = candidate;
      deps.logger.warn({ runId: run.id, model, provider, code: error.code, err: error }, 'provider attempt failed');
      if (writer.hasContent()) return { candidate, outcome: { state: 'error', usage, error } };
      const step = course.after(error);
      if (step.kind === 'stop') {
        return { candidate: step.candidate, outcome: { state: 'error', usage, error: step.error } };
      }
      if (step.kind === 'next') noteFailover(deps, step, error);
      // A cancel ends the pause, and the attempt after it.
      else await delay(step.delayMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Both labels of providers, and the reason, come from closed sets. */
function noteFailover(deps: WorkerDeps, { from, to }: { from: RunCandidate; to: RunCandidate }, error: AppError): void {
  const reason = error.internal?.['circuit'] === 'open' ? 'circuit_open' : error.code;
  const [fromId, toId] = [from, to].map(({ model }) => deps.providers.providerOf(model));
  deps.metrics.failovers.inc({ from: fromId ?? 'unknown', to: toId ?? 'unknown', reason });
}
