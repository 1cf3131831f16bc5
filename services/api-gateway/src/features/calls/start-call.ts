import {
  type CallExtent,
  type ChatRequest,
  type Dialect,
  type EmbeddingRequest,
  type Identity,
  type ProviderRouting,
  type WireCall,
  type WireDialect,
  newId,
  toAppError,
} from '@smart-ai-hub/contracts';
import type { NativeOnly } from '@smart-ai-hub/dialects';
import { type AttachedRun, type Pace, type SubmittedRun, needsOf, submitRun } from '@smart-ai-hub/run-pipeline';
import { traceCarrier, withSpan } from '@smart-ai-hub/service-kit';
import type { Request } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import { ableCards } from './able-cards.ts';
import type { CallTerms } from './call-terms.ts';
import { requireWebhook } from './require-webhook.ts';

export type CallInput = {
  /** Made by who has to know it beforehand. */
  runId?: string;
  identity: Identity;
  request: ChatRequest | EmbeddingRequest;
  /** The names of the models that may answer, as the caller wrote them; the preferred one first. */
  models: string[];
  /** What the caller wants of the choice among providers. */
  routing?: ProviderRouting;
  /** In the caller's own words, for a provider that speaks them. */
  wire?: WireCall;
  /** What only a provider can do that speaks the caller's own words. */
  nativeOnly?: NativeOnly;
  extent?: CallExtent;
  /** What nobody is asked to do of what the caller asked. */
  warnings?: string[];
  dialect: Dialect;
  stream: boolean;
  terms: CallTerms;
  /** Nobody waits for it. */
  isUnhurried?: boolean;
  /** How the caller's frames are read. */
  pace?: Pace;
};

export type StartedCall = AttachedRun & { runId: string; model: string; replayed: boolean; warnings: string[] };

/** What every way of calling a model shares: find the model, listen, admit, queue. The frames are already on their way. */
export async function startCall(deps: GatewayDeps, input: CallInput): Promise<StartedCall> {
  const { warnings = [], runId = newId('run'), request, models } = input;
  const kind = 'inputs' in request ? 'embedding' : 'chat';
  await requireWebhook(deps, input);
  const wishes = { routing: input.routing, ...(kind === 'chat' && { fallbacks: fallbacksOf(input) }) };
  const found = await deps.models.resolve(models, { kind, readNeeds: () => needsOf(request), ...wishes });
  const cards = ableCards(input, found);
  const model = cards[0].id;
  // Whoever reads a response again names the number of an event: they must be the same for every reader.
  const reading = { asStored: input.dialect === 'openai-responses', ...(input.pace && { pace: input.pace }) };
  let requeue: SubmittedRun['requeue'];
  const attached = deps.relay.attach(runId, { ...reading, fresh: true, requeue: async () => requeue?.() });
  const stopTimer = deps.metrics.admitDuration.startTimer({ dialect: input.dialect });
  try {
    const submitted = await withSpan('run.admit', { attributes: { 'hub.run.id': runId } }, () =>
      submitRun(deps.submission, {
        ...input,
        ...input.terms,
        runId,
        cards,
        requestedModel: models[0] ?? model,
        trace: traceCarrier(),
      }),
    );
    requeue = submitted.requeue;
    deps.metrics.admitted.inc({ dialect: input.dialect, outcome: submitted.replayed ? 'replayed' : 'admitted' });
    if (!submitted.replayed) return { ...attached, runId, model, replayed: false, warnings };
    attached.detach();
    const replay = deps.relay.attach(submitted.runId, { ...reading, ...(requeue && { requeue }) });
    return { ...replay, runId: submitted.runId, model, replayed: true, warnings };
  } catch (error) {
    attached.detach();
    deps.metrics.admitted.inc({ dialect: input.dialect, outcome: toAppError(error).code });
    throw error;
  } finally {
    stopTimer();
  }
}

function fallbacksOf({ identity, terms }: CallInput): readonly string[] | undefined {
  return terms.fallback === false ? undefined : identity.fallbackModels;
}

/** What a provider of the same dialect is to be told as it was told to us. */
export function wireCallOf(dialect: WireDialect, req: Request): WireCall {
  const headers = FORWARDED_HEADERS.flatMap((name) => {
    const value = req.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { dialect, body: req.body, headers: Object.fromEntries(headers) };
}

const FORWARDED_HEADERS = ['anthropic-beta', 'anthropic-version'];
