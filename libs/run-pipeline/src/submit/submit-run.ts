import {
  AppError,
  type CallExtent,
  type ChatRequest,
  type Dialect,
  type EmbeddingRequest,
  type Identity,
  type LlmRunPayload,
  type ModelCard,
  type TakenTokens,
  type WireCall,
  microsToCredits,
} from '@smart-ai-hub/contracts';
import type { AdmitResult, Ledger } from '@smart-ai-hub/ledger';
import { IDEMPOTENT_RUN_TTL_SECONDS } from '../keys.ts';
import type { RunQueue } from '../queue/run-queue.ts';
import type { CallLimits } from './call-limits.ts';
import { budgetError } from './budget-error.ts';
import { dearestHold, expectedTokens } from './estimate-hold.ts';
import { cardsWithinCap } from './refuse-over-cap.ts';
import { fittingCards } from './refuse-unfit.ts';

export type SubmitRunDeps = { ledger: Ledger; queue: RunQueue; limits: CallLimits; replyTo: string };

export type SubmitRunInput = {
  /** Made by the caller, who listens for the run's frames before it can have any. */
  runId: string;
  identity: Identity;
  request: ChatRequest | EmbeddingRequest;
  /** The same in its caller's words, which then go to the worker in its place. Embeddings have no other. */
  wire?: WireCall;
  /** One answer without a search of the web, unless this says otherwise. */
  extent?: CallExtent;
  /** The models that may answer, the preferred one first. */
  cards: readonly [ModelCard, ...ModelCard[]];
  /** What the caller asked for: a model, an alias, `auto`, or the first of a list. */
  requestedModel: string;
  dialect: Dialect;
  stream: boolean;
  idempotencyKey?: string;
  /** Hash of the caller's body: the same idempotency key with another body is refused. */
  requestHash: string;
  /** What the call may cost at most. */
  capMicros?: bigint;
  /** Which webhooks are told of its end: `all` of the account, or one by its id. */
  webhook?: string;
  /** False: an answer that breaks off is not finished by another of the models. */
  rescue?: boolean;
  /** Nobody waits for it: it comes behind all others, may wait for a day, and its answer is kept for one. */
  isUnhurried?: boolean;
  trace: LlmRunPayload['trace'];
};

/** `replayed` means that the idempotency key named a run that exists already: read its answer, nothing new was started. */
export type SubmittedRun = {
  runId: string;
  replayed: boolean;
  /** Puts the run into the queue again if Redis has lost it there. */
  requeue?: () => Promise<void>;
};

/** A run that no worker took within this is given up and its hold freed. */
const QUEUE_DEADLINE_MS = 60_000;
const UNHURRIED_DEADLINE_MS = 86_400_000;

/**
 * Admits a run and rings the doorbell: first PostgreSQL (idempotency, hold, run row, all in one function), then the queue.
 * Whatever goes wrong after the admission gives the hold back; a crash in between is mended by the worker's sweep.
 * @throws AppError validation_failed, context_overflow, cost_cap_too_low, rate_limited, insufficient_credits, budget_exceeded, account_frozen, account_in_debt, idempotency_conflict, dependency_unavailable
 */
export async function submitRun(deps: SubmitRunDeps, input: SubmitRunInput): Promise<SubmittedRun> {
  const { runId, identity, request, extent, capMicros } = input;
  // Nothing is held, and given back, for a call that could not be queued.
  if (!deps.queue.isReachable()) throw queueError();
  const cards = cardsWithinCap(request, fittingCards(request, input.cards), capMicros);
  const holdMicros = smaller(dearestHold(request, cards, extent), capMicros);
  const tokenLimits = await deps.limits.take(identity, expectedTokens(request, cards[0], extent));
  const candidates = cards.map(({ id, provider, price }) => ({ model: id, provider, price }));
  const admission = await deps.ledger.admit({
    runId,
    accountId: identity.accountId,
    userId: identity.userId,
    ...(identity.apiKeyId !== undefined && { apiKeyId: identity.apiKeyId }),
    model: cards[0].id,
    provider: cards[0].provider,
    price: cards[0].price,
    ...(candidates.length > 1 && { candidates }),
    requestedModel: input.requestedModel,
    dialect: input.dialect,
    stream: input.stream,
    ...(input.idempotencyKey !== undefined && { idempotencyKey: input.idempotencyKey }),
    requestHash: input.requestHash,
    ...(capMicros !== undefined && { capMicros }),
    ...(input.webhook !== undefined && { webhook: input.webhook }),
    holdMicros,
    queueDeadlineMs: input.isUnhurried === true ? UNHURRIED_DEADLINE_MS : QUEUE_DEADLINE_MS,
  });
  if (admission.outcome !== 'admitted') await deps.limits.correct(tokenLimits, 0);
  if (admission.outcome === 'replay' && admission.runId !== runId)
    return replayedRun(deps, { ...input, cards, runId: admission.runId });
  if (admission.outcome === 'over_budget') throw await budgetError(deps.ledger, admission.budgetId, holdMicros);
  // The same run admitted again: whoever did it the first time may have died before the queue heard of it.
  if (admission.outcome !== 'admitted' && admission.outcome !== 'replay') throw admissionError(admission, holdMicros);
  const requeue = await enqueue(deps, { ...input, cards }, admission.outcome === 'admitted' ? tokenLimits : []);
  return { runId, replayed: false, requeue };
}

/** Whoever admitted it the first time may have died before the queue heard of it: its caller, who tries again, brings all that is needed. */
async function replayedRun(deps: SubmitRunDeps, input: SubmitRunInput): Promise<SubmittedRun> {
  const { runId } = input;
  const requeue = requeueing(deps.queue, payloadOf(input, deps.replyTo, []), input);
  const run = await deps.ledger.readRun(runId);
  // Where Redis is away just now, the relay tries again for whoever stays to read.
  if (run?.state === 'queued') await requeue().catch(() => undefined);
  return { runId, replayed: true, requeue };
}

/** Adding twice is adding once, and a run that has ended meanwhile is not begun again. */
function requeueing(queue: RunQueue, payload: LlmRunPayload, { isUnhurried = false }: SubmitRunInput) {
  return async (): Promise<void> => {
    if (!(await queue.has(payload.runId))) await queue.add(payload, { isUnhurried });
  };
}

function smaller(hold: bigint, cap = hold): bigint {
  return cap < hold ? cap : hold;
}

/** Answers how to do it again. */
async function enqueue(
  { queue, ledger, replyTo }: SubmitRunDeps,
  input: SubmitRunInput,
  tokenLimits: TakenTokens[],
): Promise<() => Promise<void>> {
  const { runId, isUnhurried = false } = input;
  const payload = payloadOf(input, replyTo, tokenLimits);
  try {
    await queue.add(payload, { isUnhurried });
  } catch (cause) {
    const end = { runId, fence: 0, state: 'error', costMicros: 0n, errorCode: 'dependency_unavailable' } as const;
    await ledger.settle(end).catch(() => undefined); // The sweep frees the hold if this fails as well.
    throw queueError(cause);
  }
  return requeueing(queue, payload, input);
}

function payloadOf(input: SubmitRunInput, replyTo: string, tokenLimits: TakenTokens[]): LlmRunPayload {
  const { runId, cards, stream, trace, identity, capMicros, idempotencyKey, isUnhurried = false } = input;
  return {
    runId,
    ...callOf(input),
    models: cards.map(({ id }) => id),
    stream,
    accountId: identity.accountId,
    ...(capMicros !== undefined && { capMicros: capMicros.toString() }),
    ...((idempotencyKey !== undefined || isUnhurried) && { keepSeconds: IDEMPOTENT_RUN_TTL_SECONDS }),
    ...(input.rescue === false && { rescue: false as const }),
    ...(tokenLimits.length > 0 && { tokenLimits }),
    trace,
    replyTo,
    enqueuedAtMs: Date.now(),
  };
}

function queueError(cause?: unknown): AppError {
  return new AppError('dependency_unavailable', {
    detail: 'The queue is temporarily unavailable. Nothing was charged; try again.',
    retryAfterSeconds: 2,
    ...(cause !== undefined && { cause }),
  });
}

function callOf({ request, wire }: SubmitRunInput): Pick<LlmRunPayload, 'request' | 'wire'> {
  if (wire) return { wire };
  if ('inputs' in request) throw new TypeError('embeddings are asked for in the words of their caller');
  return { request };
}

function admissionError(
  refusal: Exclude<AdmitResult, { outcome: 'admitted' | 'replay' | 'over_budget' }>,
  holdMicros: bigint,
): AppError {
  switch (refusal.outcome) {
    case 'insufficient':
      return new AppError('insufficient_credits', { detail: insufficientDetail(refusal, holdMicros) });
    case 'conflict':
      return new AppError('idempotency_conflict', {
        detail: 'This Idempotency-Key was used before with a different request. Use a new key for a new request.',
      });
    case 'frozen':
      return new AppError('account_frozen', { detail: 'This account is frozen. Contact support to have it checked.' });
    case 'in_debt':
      return new AppError('account_in_debt', {
        detail: `This account owes ${microsToCredits(refusal.debtMicros)} credits: a payment was refunded or disputed after they had been spent. Calls are refused until that is paid. Buy credits: the purchase pays it first.`,
      });
    case 'unknown_account':
      return new AppError('unauthenticated', { detail: 'The account of this credential no longer exists.' });
  }
}

function insufficientDetail(refusal: Extract<AdmitResult, { outcome: 'insufficient' }>, holdMicros: bigint): string {
  const needed = microsToCredits(holdMicros);
  const available = microsToCredits(refusal.availableMicros);
  const held = microsToCredits(refusal.balanceMicros - refusal.availableMicros);
  const heldPart = held > 0 ? ` (${held} more are held for running calls)` : '';
  return `This call needs ${needed} credits set aside, and ${available} are available${heldPart}. Add credits, or lower max_tokens.`;
}
