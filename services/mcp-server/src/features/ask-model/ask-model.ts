import {
  AppError,
  type ChatRequest,
  chatRequestSchema,
  type Identity,
  microsToCredits,
  type NameSettings,
  newId,
  type StopReason,
  type TerminalRunEvent,
  type Usage,
} from '@smart-ai-hub/contracts';
import type { Ledger } from '@smart-ai-hub/ledger';
import {
  type AttachedRun,
  type CallLimits,
  cancelRun,
  collectRun,
  type RunQueue,
  type RunRelay,
  type RunScripts,
  type SubmitRunInput,
  type SubmittedRun,
  needsOf,
  submitRun,
} from '@smart-ai-hub/run-pipeline';
import { type Logger, traceCarrier, withSpan } from '@smart-ai-hub/service-kit';
import { findModels } from '../models/find-models.ts';
import type { ModelsRepository } from '../models/models.repository.ts';

export type AskModelDeps = {
  ledger: Ledger;
  queue: RunQueue;
  limits: CallLimits;
  relay: RunRelay;
  scripts: RunScripts;
  models: ModelsRepository;
  names: NameSettings;
  logger: Logger;
};

export type Question = {
  model: string;
  prompt: string;
  system?: string | undefined;
  maxOutputTokens?: number | undefined;
};

export type ModelAnswer = {
  runId: string;
  model: string;
  text: string;
  stopReason: StopReason;
  usage: Usage;
  cost: number;
};

export type Listening = {
  /** Aborted when the caller cancels or hangs up: the run is then stopped, and what it produced is charged. */
  signal: AbortSignal;
  /** Hears how many characters the answer has so far. */
  onProgress: (characters: number) => void;
};

/** Submits the question as a run, as the gateway does for its callers, and gathers the answer. */
export async function askModel(
  deps: AskModelDeps,
  identity: Identity,
  question: Question,
  { signal, onProgress }: Listening,
): Promise<ModelAnswer> {
  const request = requestOf(question);
  const wanted = { readNeeds: () => needsOf(request), fallbacks: identity.fallbackModels };
  const cards = await findModels(deps.models, deps.names, question.model, wanted);
  const runId = newId('run');
  const attached = await submit(deps, { runId, identity, cards, request, requestedModel: question.model });
  const cancel = () => void cancelQuietly(deps, runId);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    let text = '';
    let model = cards[0].id;
    const end = await collectRun(attached.frames, (event) => {
      if (event.type === 'started' || event.type === 'continued') model = event.model;
      if (event.type !== 'text') return;
      text += event.text;
      onProgress(text.length);
    });
    if (end.type === 'failed') throw failedError(end, runId);
    const cost = microsToCredits(BigInt(end.costMicros));
    return { runId, model, text, stopReason: end.stopReason, usage: end.usage, cost };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function requestOf({ model, prompt, system, maxOutputTokens }: Question): ChatRequest {
  return chatRequestSchema.parse({
    model,
    messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }],
    ...(system !== undefined && { system: [{ type: 'text', text: system }] }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
  });
}

type Submission = Pick<SubmitRunInput, 'runId' | 'identity' | 'cards' | 'request' | 'requestedModel'>;

/** Listens before the run exists, so that none of its frames can be missed. */
async function submit({ ledger, queue, limits, relay }: AskModelDeps, submission: Submission): Promise<AttachedRun> {
  const { runId } = submission;
  let requeue: SubmittedRun['requeue'];
  const attached = relay.attach(runId, { fresh: true, requeue: async () => requeue?.() });
  try {
    const call = { ...submission, dialect: 'mcp', stream: true, requestHash: '' } as const;
    const submitted = await withSpan('run.admit', { attributes: { 'hub.run.id': runId } }, () =>
      submitRun({ ledger, queue, limits, replyTo: relay.replyTo }, { ...call, trace: traceCarrier() }),
    );
    requeue = submitted.requeue;
    return attached;
  } catch (error) {
    attached.detach();
    throw error;
  }
}

/** A run that cannot be cancelled any more has ended, and one that cannot be reached is charged like any other. */
async function cancelQuietly(deps: AskModelDeps, runId: string): Promise<void> {
  try {
    const run = await deps.ledger.readRun(runId);
    if (run !== undefined) await cancelRun(deps, run);
  } catch (error) {
    deps.logger.info({ err: error, runId }, 'run of a caller who left was not cancelled');
  }
}

function failedError(end: Extract<TerminalRunEvent, { type: 'failed' }>, runId: string): AppError {
  const { code, detail, retryAfterSeconds } = end;
  const cost = microsToCredits(BigInt(end.costMicros));
  const charge = cost === 0 ? 'Nothing was charged.' : `${cost} credits were charged for what was produced.`;
  return new AppError(code, {
    detail: `${detail} ${charge}`,
    internal: { runId },
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}
