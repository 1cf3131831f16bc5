import { AppError, type ProviderEvent, type RunEvent, noUsage, toAppError } from '@smart-ai-hub/contracts';
import {
  type ProviderNotice,
  type ResolvedModel,
  type StreamOptions,
  type UsageMeter,
  createUsageMeter,
} from '@smart-ai-hub/llm-providers';
import type { FrameWriter } from '@smart-ai-hub/run-pipeline';
import { withSpan } from '@smart-ai-hub/service-kit';
import { SpanKind } from '@opentelemetry/api';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerDeps } from '../../dependencies.ts';
import { keepReasoning, restoreReasoning } from '../keep-reasoning/keep-reasoning.ts';
import type { ClaimedRun } from './claimed-run.ts';
import { type EndedRun, type RunOutcome, cancelledError } from './run-outcome.ts';

/** Why an answer is stopped from outside: its caller asked, or another claim took the run. */
export type RunStop = 'cancelled' | 'lost';

const MAX_ATTEMPTS = 3;
const BACKOFF_MS = 200;
/** A provider that asks for a longer pause than this is not waited for. */
const MAX_RETRY_AFTER_SECONDS = 2;

type Attempt = { run: ClaimedRun; writer: FrameWriter; signal: AbortSignal };

/**
 * Calls the provider and writes its answer, trying again only while nothing was produced and the failure is passing.
 * Never rejects for what a provider does: the outcome says it.
 */
export async function streamAnswer(
  deps: WorkerDeps,
  run: ClaimedRun,
  writer: FrameWriter,
  signal: AbortSignal,
): Promise<EndedRun> {
  const [candidate] = run.candidates;
  for (let attempt = 1; ; attempt += 1) {
    const meter = createUsageMeter(() => run.call.parsed().request);
    try {
      return { candidate, outcome: await attemptAnswer(deps, { run, writer, signal }, meter) };
    } catch (thrown) {
      const usage = writer.hasContent() ? meter.current() : noUsage;
      if (signal.aborted) return { candidate, outcome: { state: 'cancelled', usage, error: cancelledError() } };
      const error = toAppError(thrown);
      deps.logger.warn({ runId: run.id, attempt, code: error.code, err: error }, 'provider attempt failed');
      if (writer.hasContent() || attempt >= MAX_ATTEMPTS || !isWorthRetrying(error))
        return { candidate, outcome: { state: 'error', usage, error } };
      await delay(Math.random() * BACKOFF_MS * 2 ** attempt);
    }
  }
}

function isWorthRetrying(error: AppError): boolean {
  const upstream = error.code.startsWith('provider_') && error.code !== 'provider_misconfigured';
  return upstream && error.retryable && (error.retryAfterSeconds ?? 0) <= MAX_RETRY_AFTER_SECONDS;
}

async function attemptAnswer(
  deps: WorkerDeps,
  { run, writer, signal }: Attempt,
  meter: UsageMeter,
): Promise<RunOutcome> {
  const { candidates } = run;
  const { model } = candidates[0];
  const target = deps.providers.resolve(model);
  if (!target) throw new AppError('model_not_found', { detail: `The model ${model} is not served any more.` });
  const provider = target.card.provider;
  const operation = run.call.kind === 'chat' ? 'chat' : 'embeddings';
  const attributes = {
    'gen_ai.operation.name': operation,
    'gen_ai.system': provider,
    'gen_ai.request.model': model,
  };
  return withSpan(`${operation} ${model}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    const stopTimer = deps.metrics.firstToken.startTimer({ provider });
    const note = deps.metrics.noteProviderCall(provider);
    try {
      const warnings: string[] = [];
      const onNotice = (notice: ProviderNotice) => void warnings.push(...warningsOf(notice));
      const events = await openAnswer(deps, run, target, { signal, onNotice });
      const warned = warnings.length > 0 && { warnings };
      await writer.write({ type: 'started', model, provider, ...warned }, () => noUsage);
      for await (const event of events) {
        meter.observe(event);
        if (event.type === 'finish') {
          note('ok');
          const usage = meter.final();
          span.setAttribute('gen_ai.usage.input_tokens', usage.inputTokens);
          span.setAttribute('gen_ai.usage.output_tokens', usage.outputTokens);
          const { stopReason, stopSequence } = event;
          return { state: 'done', usage, stopReason, ...(stopSequence !== undefined && { stopSequence }) };
        }
        if (event.type === 'usage') continue;
        if (!writer.hasContent()) stopTimer();
        await writer.write(toRunEvent(event), () => meter.current());
      }
      throw new AppError('provider_bad_response', { detail: 'The provider ended its answer without finishing it.' });
    } catch (error) {
      note(signal.aborted ? 'cancelled' : toAppError(error).code);
      throw error;
    }
  });
}

/** The way to the provider that a call takes. */
async function openAnswer(
  { reasoning }: WorkerDeps,
  { accountId, call }: ClaimedRun,
  target: ResolvedModel,
  how: Pick<StreamOptions, 'signal' | 'onNotice'>,
): Promise<AsyncIterable<ProviderEvent>> {
  const { adapter, card, upstreamModel } = target;
  const options = { card, upstreamModel, ...how };
  if (call.kind === 'embedding') {
    if (adapter.embed) return adapter.embed(call, options);
    throw new AppError('validation_failed', { detail: `model: ${card.id} makes no embeddings` });
  }
  const restored = await restoreReasoning(reasoning, { accountId, call }, target);
  return keepReasoning(reasoning, { accountId, call }, target, adapter.stream(restored, options));
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
