import { AppError, type ProviderEvent, type RunEvent, noUsage, toAppError } from '@smart-ai-hub/contracts';
import type { ProviderNotice, ResolvedModel, StreamOptions, UsageMeter } from '@smart-ai-hub/llm-providers';
import type { RunCandidate } from '@smart-ai-hub/ledger';
import type { FrameWriter } from '@smart-ai-hub/run-pipeline';
import { withSpan } from '@smart-ai-hub/service-kit';
import { type Span, SpanKind } from '@opentelemetry/api';
import type { WorkerDeps } from '../../dependencies.ts';
import { keepReasoning, restoreReasoning } from '../keep-reasoning/keep-reasoning.ts';
import { type CallPass, judgeFailure } from '../pace-calls/call-gate.ts';
import { findModel } from '../publish-models/refresh-models.ts';
import type { AnswerStory } from './answer-story.ts';
import type { ClaimedRun } from './claimed-run.ts';
import { createCostCap } from './cost-cap.ts';
import { joinEvents } from './join-events.ts';
import type { FailoverCourse } from './failover-course.ts';
import { type RunOutcome, costOf } from './run-outcome.ts';

export type Attempt = {
  run: ClaimedRun;
  candidate: RunCandidate;
  writer: FrameWriter;
  signal: AbortSignal;
  course: FailoverCourse;
  story: AnswerStory;
};

/**
 * Asks one model, once, and writes what it answers.
 * @throws AppError what its provider or the hub says; `provider_unavailable` without a call while its circuit is open, `provider_rate_limited` while its lane is full
 */
export async function attemptAnswer(deps: WorkerDeps, attempt: Attempt, meter: UsageMeter): Promise<RunOutcome> {
  const { model } = attempt.candidate;
  const target = await findModel(deps, model);
  if (!target) throw new AppError('model_not_found', { detail: `The model ${model} is not served any more.` });
  const provider = target.card.provider;
  const pass = await deps.gate.enter(provider, model, attempt.signal);
  const operation = attempt.run.call.kind === 'chat' ? 'chat' : 'embeddings';
  const attributes = {
    'gen_ai.operation.name': operation,
    'gen_ai.system': provider,
    'gen_ai.request.model': model,
    'hub.attempt': attempt.course.attempt(),
  };
  return withSpan(`${operation} ${model}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    const note = deps.metrics.noteProviderCall(provider);
    try {
      const outcome = await readAnswer(deps, attempt, { target, meter, span, pass });
      note('ok');
      return outcome;
    } catch (error) {
      note(attempt.signal.aborted ? 'cancelled' : toAppError(error).code);
      const hasOtherModel = attempt.run.candidates.length > 1;
      judgeFailure(pass, { error: toAppError(error), signal: attempt.signal, hasOtherModel });
      throw error;
    }
  });
}

type Reading = { target: ResolvedModel; meter: UsageMeter; span: Span; pass: CallPass };

async function readAnswer(
  deps: WorkerDeps,
  attempt: Attempt,
  { target, meter, span, pass }: Reading,
): Promise<RunOutcome> {
  const { run, candidate, writer, signal, story } = attempt;
  const { provider } = target.card;
  const stopTimer = deps.metrics.firstToken.startTimer({ provider });
  const warnings: string[] = [];
  const onNotice = (notice: ProviderNotice) => {
    if (notice.kind === 'begun') pass.wasSilent(notice.silenceMs);
    warnings.push(...warningsOf(notice));
  };
  const limits = { firstTokenMs: deps.health.firstTokenMs(provider, candidate.model, () => wantsThought(run.call)) };
  const events = await openAnswer(deps, run, { target, story }, { signal, limits, onNotice });
  const begin = createBeginning(attempt, provider, warnings);
  if (!story.broken()) await begin();
  const cap = createCostCap(run.capMicros, costOf(story.parts()), candidate.price);
  for await (const event of events) {
    meter.observe(event);
    if (event.type === 'finish') {
      const usage = meter.final();
      pass.succeeded(usage.outputTokens);
      span.setAttribute('gen_ai.usage.input_tokens', usage.inputTokens);
      span.setAttribute('gen_ai.usage.output_tokens', usage.outputTokens);
      const { stopReason, stopSequence } = event;
      return { state: 'done', usage, stopReason, ...(stopSequence !== undefined && { stopSequence }) };
    }
    if (event.type === 'usage') continue;
    if (!story.hasSpoken()) {
      stopTimer();
      pass.begun();
      if (story.broken()) await begin();
    }
    story.observe(event);
    await writer.write(toRunEvent(event), () => meter.current());
    if (cap.isReached(meter.current)) {
      pass.succeeded();
      return { state: 'capped', usage: meter.current(), stopReason: 'max_tokens' };
    }
  }
  throw new AppError('provider_bad_response', { detail: 'The provider ended its answer without finishing it.' });
}

/** The way to the provider that a call takes. */
async function openAnswer(
  { reasoning }: WorkerDeps,
  { accountId, call }: ClaimedRun,
  { target, story }: { target: ResolvedModel; story: AnswerStory },
  how: Pick<StreamOptions, 'signal' | 'limits' | 'onNotice'>,
): Promise<AsyncIterable<ProviderEvent>> {
  const { adapter, card, upstreamModel } = target;
  const options = { card, upstreamModel, ...how };
  if (call.kind === 'embedding') {
    if (adapter.embed) return adapter.embed(call, options);
    throw new AppError('validation_failed', { detail: `model: ${card.id} makes no embeddings` });
  }
  const asked = { accountId, call: story.callFor(card) };
  const restored = await restoreReasoning(reasoning, asked, target);
  const events = keepReasoning(reasoning, asked, target, adapter.stream(restored, options));
  return story.broken() ? joinEvents(story.said(), events) : events;
}

/** Tells the readers who answers: at once, or, where an answer goes on, only when there is more of it. */
function createBeginning({ writer, candidate: { model }, story }: Attempt, provider: string, warnings: string[]) {
  return async (): Promise<void> => {
    const warned = warnings.length > 0 && { warnings };
    const reason = story.broken();
    if (reason) await writer.write({ type: 'continued', model, provider, reason, ...warned }, () => story.lastUsage());
    else await writer.write({ type: 'started', model, provider, ...warned }, () => noUsage);
  };
}

function wantsThought(call: ClaimedRun['call']): boolean {
  if (call.kind !== 'chat') return false;
  const { reasoning } = call.parsed().request;
  return reasoning !== undefined && reasoning.effort !== 'none';
}

/** What a call went without is told to its caller; the rest of what a provider says by the way is not theirs. */
function warningsOf(notice: ProviderNotice): string[] {
  if (notice.kind !== 'adjusted') return [];
  return [notice.parameter === '' ? notice.message : `${notice.parameter}: ${notice.message}`];
}

function toRunEvent(event: Exclude<ProviderEvent, { type: 'usage' | 'finish' }>): RunEvent {
  if (event.type !== 'wire') return event;
  const { type, dialect, data, isContent } = event;
  return { type, dialect, data, isContent };
}
