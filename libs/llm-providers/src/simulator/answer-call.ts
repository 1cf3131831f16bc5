import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PlannedAnswer, planAnswer } from './answer/plan-answer.ts';
import { countFoundTokens } from './answer/plan-searches.ts';
import { randomId } from './answer/seeded-random.ts';
import { applyFault } from './apply-fault.ts';
import type { ReceivedCall } from './call-log.ts';
import { playSteps } from './http/play-steps.ts';
import { overflowErrors } from './overflow-errors.ts';
import type { Behaviour } from './settings/choose-behaviour.ts';
import { readDirectives, withoutDirectives } from './settings/directives.ts';
import type { FaultKind } from './settings/fault-kinds.ts';
import type { SimulatedCall, WireError } from './simulated-call.ts';
import type { SimulatorState } from './simulator-state.ts';
import type { CallRecord, ReportedUsage } from './simulator-stats.ts';
import { type Step, write } from './steps.ts';
import type { RenderInput, WireDialect } from './wire-dialect.ts';

export type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  dialect: WireDialect;
  state: SimulatorState;
  requestId: string;
};

/** Answers one chat call, or fails it as asked. */
export function answerCall(exchange: Exchange, body: Record<string, unknown>, received: ReceivedCall): void {
  const { request, dialect, state, requestId } = exchange;
  const call = dialect.readCall(body, request.headers, state.cache);
  const begun = beginAnswer(exchange, call);
  if (!begun) return;
  const { id, behaviour, record } = begun;
  const scripted = state.script.answer(body, call);
  received.rule = scripted?.rule ?? null;
  const answer = scripted?.answer ?? planOwnAnswer(call, behaviour);
  const input = { messageId: id, requestId, call, answer, usage: usageOf(call, behaviour.fault, answer) };
  play(exchange, { call, behaviour, record, input });
}

export type BegunAnswer = { id: string; behaviour: Behaviour; record: CallRecord };

/** Opens the record of a call and fails it where that is asked for; undefined when there is nothing left to answer. */
export function beginAnswer(
  exchange: Exchange,
  call: Pick<SimulatedCall, 'model' | 'isStream' | 'directiveText' | 'isAnswerBegun'>,
): BegunAnswer | undefined {
  const { request, response, dialect, state } = exchange;
  const header = request.headers['x-simulator'];
  const directives = readDirectives(call.directiveText, Array.isArray(header) ? header.join(' ') : header);
  const behaviour = state.behaviourOf(call, directives);
  const refusal = refusalOf(behaviour, dialect) ?? prefillRefusal(exchange, call, behaviour);
  const id = randomId(dialect.messageIdPrefix, 24, state.idRandom);
  const { model, isStream } = call;
  const described = { id, dialect: dialect.name, model, isStream, fault: behaviour.fault ?? null };
  const record = state.stats.start({ ...described, status: refusal?.status ?? 200 });
  response.on('close', () => state.stats.end(record, 'client-closed'));
  if (refusal) {
    sendError(exchange, refusal);
    state.stats.end(record, 'refused');
  } else if (behaviour.fault === 'reset-0' || behaviour.fault === 'reset-1') {
    resetEarly(exchange, behaviour.fault);
    state.stats.end(record, 'broken');
  } else {
    return { id, behaviour, record };
  }
  return undefined;
}

function planOwnAnswer(call: SimulatedCall, behaviour: Behaviour): PlannedAnswer {
  return planAnswer(call, withoutDirectives(call.question), {
    // Of an answer that goes on, the wish is in the question, and its faults have had their turn.
    tokens: call.begun === undefined ? behaviour.tokens : readDirectives(call.question, undefined).tokens,
    reasoningTokens: behaviour.reasoningTokens,
    toolCalls: behaviour.toolCalls,
    searches: behaviour.searches,
    filteredAt: behaviour.fault === 'content-filter' ? behaviour.at : undefined,
  });
}

/** Usage is exactly what is streamed; the wrong one says that nothing was. */
function usageOf(
  { input, answers = 1 }: SimulatedCall,
  fault: FaultKind | undefined,
  answer: Pick<PlannedAnswer, 'outputTokens' | 'reasoningTokens' | 'searches'>,
): ReportedUsage | undefined {
  if (fault === 'missing-usage') return undefined;
  const isWrong = fault === 'wrong-usage';
  return {
    inputTokens: isWrong ? 0 : input.uncached + countFoundTokens(answer.searches),
    cacheReadTokens: isWrong ? 0 : input.cacheRead,
    cacheWrite5mTokens: isWrong ? 0 : input.cacheWrite5m,
    cacheWrite1hTokens: isWrong ? 0 : input.cacheWrite1h,
    outputTokens: isWrong ? 0 : answer.outputTokens * answers,
    reasoningTokens: isWrong ? 0 : answer.reasoningTokens * answers,
  };
}

type Performance = { call: SimulatedCall; behaviour: Behaviour; record: CallRecord; input: RenderInput };

function play(
  { dialect, response, state, requestId }: Exchange,
  { call, behaviour, record, input }: Performance,
): void {
  const noise = dialect.noise({ messageId: input.messageId, model: call.model });
  const steps = call.isStream
    ? applyFault(dialect.renderStream(input), behaviour, noise)
    : jsonSteps(dialect.renderJson(input), input, behaviour);
  const type = call.isStream ? 'text/event-stream; charset=utf-8' : 'application/json';
  playSteps({
    response,
    status: 200,
    headers: {
      'content-type': type,
      'cache-control': 'no-cache',
      [dialect.requestIdHeader]: requestId,
      ...dialect.headers,
    },
    steps,
    tokensPerSecond: call.isStream ? behaviour.tokensPerSecond : 0,
    record,
    ticker: state.ticker,
    onEnd: (outcome) => state.stats.end(record, outcome),
  });
}

type WholeAnswer = { answer: { outputTokens: number }; usage: ReportedUsage | undefined };

/** A plain answer comes at once, after the time that its tokens take. */
export function jsonSteps(body: string, { answer, usage }: WholeAnswer, behaviour: Behaviour): Step[] {
  const { fault, tokensPerSecond, ttftMs, seconds } = behaviour;
  const isLate = fault === 'silence' || fault === 'slow-headers' || fault === 'stall';
  const spokenMs = tokensPerSecond === 0 ? 0 : (answer.outputTokens / tokensPerSecond) * 1000;
  const ms = ttftMs + spokenMs + (isLate ? seconds * 1000 : 0);
  const wait: Step[] = ms === 0 ? [] : [{ kind: 'pause', ms }];
  const half = body.slice(0, Math.floor(body.length / 2));
  if (fault === 'endless') return [{ kind: 'pause', ms: Number.POSITIVE_INFINITY }];
  if (fault === 'cut' || fault === 'bad-json') return [...wait, write(half), { kind: 'end' }];
  if (fault === 'reset-middle' || fault === 'stream-error') return [...wait, write(half), { kind: 'reset' }];
  return [...wait, { ...write(body, answer.outputTokens), isLast: true, ...(usage && { usage }) }];
}

/** The refusal that a fault asks for, if it asks for one. */
function refusalOf({ fault, retryAfterSeconds, shape }: Behaviour, { errors }: WireDialect): WireError | undefined {
  switch (fault) {
    case 'rate-limit':
      return { ...errors.rateLimit, retryAfterSeconds };
    case 'server-error':
      return errors.serverError;
    case 'unavailable':
      return errors.unavailable;
    case 'overloaded':
      return errors.overloaded;
    case 'unauthorized':
      return errors.unauthorized;
    case 'forbidden':
      return errors.forbidden;
    case 'content-filter-error':
      return errors.contentFilter;
    case 'context-length':
      return shape ? overflowErrors[shape] : errors.contextLength;
    default:
      return undefined;
  }
}

function prefillRefusal(
  { dialect, state }: Exchange,
  { model, isAnswerBegun }: Pick<SimulatedCall, 'model' | 'isAnswerBegun'>,
  { fault }: Behaviour,
): WireError | undefined {
  const isRefused = fault === 'refuses-prefill' || state.settings().withoutPrefill.includes(model);
  return isRefused && isAnswerBegun ? dialect.errors.prefill : undefined;
}

export function sendError(
  { response, dialect, requestId }: Omit<Exchange, 'state' | 'request'>,
  error: WireError,
): void {
  const body = dialect.renderError(error, requestId);
  response.writeHead(error.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    [dialect.requestIdHeader]: requestId,
    ...(error.retryAfterSeconds !== undefined && { 'retry-after': String(error.retryAfterSeconds) }),
    ...(dialect.name === 'anthropic' && { 'x-should-retry': String(error.status >= 429) }),
  });
  response.end(body);
}

function resetEarly({ request }: Exchange, fault: 'reset-0' | 'reset-1'): void {
  const { socket } = request;
  if (fault === 'reset-0') socket.resetAndDestroy();
  else socket.write('H', () => setTimeout(() => socket.resetAndDestroy(), 5));
}
