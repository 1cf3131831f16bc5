import {
  AppError,
  chatRequestSchema,
  type Identity,
  microsToCredits,
  type ModelCard,
  newId,
  type StopReason,
  type TerminalRunEvent,
  type Usage,
} from '@smart-ai-hub/contracts';
import type { Ledger } from '@smart-ai-hub/ledger';
import {
  type AttachedRun,
  cancelRun,
  collectRun,
  type RunQueue,
  type RunRelay,
  type RunScripts,
  submitRun,
} from '@smart-ai-hub/run-pipeline';
import { type Logger, traceCarrier, withSpan } from '@smart-ai-hub/service-kit';
import type { ModelsRepository } from '../models/models.repository.ts';

export type AskModelDeps = {
  ledger: Ledger;
  queue: RunQueue;
  relay: RunRelay;
  scripts: RunScripts;
  models: ModelsRepository;
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
  const card = await deps.models.findModelCard(question.model);
  if (card === undefined) throw modelNotFound(question.model);
  const runId = newId('run');
  const attached = await submit(deps, { runId, identity, card, question });
  const cancel = () => void cancelQuietly(deps, runId);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    let text = '';
    const end = await collectRun(attached.frames, (event) => {
      if (event.type !== 'text') return;
      text += event.text;
      onProgress(text.length);
    });
    if (end.type === 'failed') throw failedError(end, runId);
    const cost = microsToCredits(BigInt(end.costMicros));
    return { runId, model: card.id, text, stopReason: end.stopReason, usage: end.usage, cost };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

type Submission = { runId: string; identity: Identity; card: ModelCard; question: Question };

/** Listens before the run exists, so that none of its frames can be missed. */
async function submit(deps: AskModelDeps, { runId, identity, card, question }: Submission): Promise<AttachedRun> {
  const { ledger, queue, relay } = deps;
  const request = chatRequestSchema.parse({
    model: card.id,
    messages: [{ role: 'user', content: [{ type: 'text', text: question.prompt }] }],
    ...(question.system !== undefined && { system: [{ type: 'text', text: question.system }] }),
    ...(question.maxOutputTokens !== undefined && { maxOutputTokens: question.maxOutputTokens }),
  });
  const attached = relay.attach(runId, { fresh: true });
  try {
    const call = { runId, identity, request, dialect: 'mcp', stream: true, requestHash: '' } as const;
    await withSpan('run.admit', { attributes: { 'hub.run.id': runId } }, () =>
      submitRun(
        { ledger, queue, replyTo: relay.replyTo },
        {
          ...call,
          cards: [card],
          requestedModel: question.model,
          trace: traceCarrier(),
        },
      ),
    );
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

function modelNotFound(model: string): AppError {
  return new AppError('model_not_found', {
    detail: `There is no model named "${model}". The tool list_models tells which there are.`,
    errors: [{ path: 'model', message: 'no such model' }],
  });
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
