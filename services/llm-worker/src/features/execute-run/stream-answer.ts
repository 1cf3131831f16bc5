import { type AppError, noUsage, toAppError } from '@smart-ai-hub/contracts';
import type { UsageMeter } from '@smart-ai-hub/llm-providers';
import type { FrameWriter } from '@smart-ai-hub/run-pipeline';
import type { RunCandidate } from '@smart-ai-hub/ledger';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerDeps } from '../../dependencies.ts';
import { type ToldAnswer, createAnswerStory } from './answer-story.ts';
import { type Attempt, attemptAnswer } from './attempt-answer.ts';
import type { ClaimedRun } from './claimed-run.ts';
import { createFailoverCourse } from './failover-course.ts';
import { openMeter } from './open-meter.ts';
import { type EndedRun, cancelledError, endedRun } from './run-outcome.ts';

/** Why an answer is stopped from outside: its caller asked, another claim took the run, or Redis lost what was said and it cannot be said anew. */
export type RunStop = 'cancelled' | 'lost' | 'stream-lost';

/**
 * Asks the run's models for an answer and writes it: again or the next one while nothing was produced, as the course says; the next one
 * goes on where a text breaks off, if the caller allows it. Never rejects for what a provider does: the outcome says it.
 */
export async function streamAnswer(
  deps: WorkerDeps,
  run: ClaimedRun,
  writer: FrameWriter,
  signal: AbortSignal,
  told?: ToldAnswer,
): Promise<EndedRun> {
  const contextTokensOf = (model: string) => deps.providers.resolve(model)?.card.contextTokens ?? 0;
  const candidates = candidatesFrom(run, told);
  const course = createFailoverCourse({ candidates, contextTokensOf, mayRetry: deps.retries.take });
  deps.retries.noteRequest();
  const story = createAnswerStory(run, told);
  for (;;) {
    const attempt: Attempt = { run, candidate: course.current(), writer, signal, course, story };
    const meter = openMeter(story);
    try {
      const outcome = await attemptAnswer(deps, attempt, meter);
      return endedRun(story.parts(), attempt.candidate, outcome);
    } catch (thrown) {
      const end = await afterFailure(deps, attempt, meter, toAppError(thrown));
      if (end) return end;
    }
  }
}

/** Whose worker died goes on itself: it did not fail. Those before it have had their turn. */
function candidatesFrom({ candidates }: ClaimedRun, told: ToldAnswer | undefined): ClaimedRun['candidates'] {
  const writing = told?.parts.at(-1)?.candidate.model;
  const at = candidates.findIndex(({ model }) => model === writing);
  const [first, ...others] = candidates.slice(Math.max(at, 0));
  return first ? [first, ...others] : candidates;
}

/** Undefined when there is another attempt to make. */
async function afterFailure(
  deps: WorkerDeps,
  attempt: Attempt,
  meter: UsageMeter,
  error: AppError,
): Promise<EndedRun | undefined> {
  const { run, candidate, signal, course, story } = attempt;
  const usage = story.hasSpoken() ? meter.current() : noUsage;
  if (signal.aborted) return endedRun(story.parts(), candidate, { state: 'cancelled', usage, error: cancelledError() });
  const { model, provider } = candidate;
  deps.logger.warn({ runId: run.id, model, provider, code: error.code, err: error }, 'provider attempt failed');
  if (story.hasSpoken() || story.parts().length > 0) return afterBreak(deps, attempt, usage, error);
  const step = course.after(error);
  if (step.kind === 'stop') {
    return endedRun([], step.candidate, { state: 'error', usage: noUsage, error: step.error });
  }
  if (step.kind === 'next') noteFailover(deps, step, error);
  // A cancel ends the pause, and the attempt after it.
  else await delay(step.delayMs, undefined, { signal }).catch(() => undefined);
  return undefined;
}

/** A part of the answer is with its reader: the next model goes on with it, or it ends as it is. */
function afterBreak(
  deps: WorkerDeps,
  { candidate, course, story }: Attempt,
  usage: EndedRun['outcome']['usage'],
  error: AppError,
): EndedRun | undefined {
  if (story.hasSpoken()) story.close({ candidate, usage }, error.code);
  else if (error.code === 'provider_rejected' && course.attemptsLeft() > 0 && story.avoidPrefill()) return undefined;
  const step = story.isOpen() ? course.goOn(error) : undefined;
  if (!step) return endedRun(story.parts(), undefined, { state: 'error', usage: noUsage, error });
  noteFailover(deps, step, error);
  deps.metrics.rescues.inc({
    from: deps.providers.providerOf(step.from.model),
    to: deps.providers.providerOf(step.to.model),
  });
  return undefined;
}

/** Both labels of providers, and the reason, come from closed sets. */
function noteFailover(deps: WorkerDeps, { from, to }: { from: RunCandidate; to: RunCandidate }, error: AppError): void {
  const reason = error.internal?.['circuit'] === 'open' ? 'circuit_open' : error.code;
  const [fromId, toId] = [from, to].map(({ model }) => deps.providers.providerOf(model));
  deps.metrics.failovers.inc({ from: fromId ?? 'unknown', to: toId ?? 'unknown', reason });
}
