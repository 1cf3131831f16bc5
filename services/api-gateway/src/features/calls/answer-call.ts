import { type Dialect, type RunEvent, type RunFrame, isContent } from '@smart-ai-hub/contracts';
import { failedRunError } from '@smart-ai-hub/dialects';
import { cancelRun, collectRun } from '@smart-ai-hub/run-pipeline';
import { releaseBody, requestLocals } from '@smart-ai-hub/service-kit';
import { once } from 'node:events';
import type { Response } from 'express';
import type { GatewayDeps } from '../../dependencies.ts';
import type { StartedCall } from './start-call.ts';

export type StreamRenderer = {
  /** Zero or more complete server-sent events. */
  onEvent(event: RunEvent): string;
  /** What keeps the connection alive in this dialect. */
  keepAlive: string;
};

export type AnswerCollector<Answer> = {
  onEvent(event: RunEvent): void;
  result(): Answer;
  /** What the answer itself shows to be otherwise than asked. */
  warnings?(): string[];
};

/** A failure that comes within this time is answered by its HTTP status; after it, inside the stream. */
const HEADERS_WITHIN_MS = 3_000;
const KEEP_ALIVE_MS = 10_000;
/** A caller whose connection broke for less than this is not a caller who hung up. */
const HANG_UP_GRACE_MS = 1_000;

/** Headers by which a caller finds the run again, learns which model answers, and what was done otherwise than asked. */
function createCallHeaders(call: StartedCall) {
  let { model } = call;
  let models: string[] = [];
  let warnings = new Set(call.warnings);
  return {
    note(event: RunEvent): void {
      if (event.type !== 'started' && event.type !== 'continued') return;
      if (event.type === 'continued') models = models.length === 0 ? [model, event.model] : [...models, event.model];
      model = event.model;
      // What a model before this one could not do no longer matters.
      warnings = new Set([...call.warnings, ...(event.warnings ?? [])]);
    },
    /** For the end of a stream, whose headers had left before another model went on. */
    trailers: (): Record<string, string> => (models.length > 0 ? { 'x-hub-models': models.join(', ') } : {}),
    warn: (warning: string) => void warnings.add(warning),
    current: (): Record<string, string> => ({
      'x-hub-run-id': call.runId,
      'x-hub-model': model,
      ...(models.length > 0 && { 'x-hub-models': models.join(', ') }),
      ...(warnings.size > 0 && { 'x-hub-warnings': [...warnings].join('; ') }),
    }),
  };
}

/** The run is named whatever comes of it, an error too: its caller finds out there what it cost, and that asking again brings the same. */
function begin(res: Response, { runId }: StartedCall): void {
  requestLocals(res).runId = runId;
  res.set('x-hub-run-id', runId);
  releaseBody(res);
}

/** Answers a plain call: the whole answer, or the error of the run as an HTTP error. */
export async function answerWhole<Answer>(
  deps: GatewayDeps,
  res: Response,
  call: StartedCall,
  collector: AnswerCollector<Answer>,
  send: (res: Response, answer: Answer) => Promise<void> | void = (_, answer) => void res.json(answer),
): Promise<void> {
  begin(res, call);
  const hangUp = cancelOnHangUp(deps, res, call);
  const headers = createCallHeaders(call);
  await collectRun(call.frames, (event) => {
    headers.note(event);
    collector.onEvent(event);
  });
  hangUp.tooLate();
  const answer = collector.result();
  if (res.closed) return;
  collector.warnings?.().forEach(headers.warn);
  await send(res.set(headers.current()), answer);
}

/** Answers a streamed call: events as they come, a keep-alive when none come, always an end. */
export async function answerStream(
  deps: GatewayDeps,
  res: Response,
  call: StartedCall,
  renderer: StreamRenderer,
  dialect: Dialect,
): Promise<void> {
  begin(res, call);
  const hangUp = cancelOnHangUp(deps, res, call);
  const stopTimer = deps.metrics.firstFrame.startTimer({ dialect });
  const headers = createCallHeaders(call);
  const open = () => openEventStream(res, headers.current());
  const headersTimer = setTimeout(open, HEADERS_WITHIN_MS);
  const stopKeepingAlive = keepAlive(res, renderer.keepAlive);
  try {
    for await (const frame of call.frames) {
      if (res.closed) return;
      frame.events.forEach(headers.note);
      const failure = frame.events.find((event) => event.type === 'failed');
      if (failure && !res.headersSent && !hasContent(frame)) throw failedRunError(failure);
      if (!res.headersSent && hasContent(frame)) stopTimer();
      const text = frame.events.map((event) => renderer.onEvent(event)).join('');
      if (text === '') continue;
      clearTimeout(headersTimer);
      open();
      if (!res.write(text)) await drained(res);
    }
    hangUp.tooLate();
    res.addTrailers(headers.trailers());
    res.end();
  } finally {
    clearTimeout(headersTimer);
    stopKeepingAlive();
  }
}

/** Sends the headers of a server-sent event stream, once. */
export function openEventStream(res: Response, headers: Record<string, string> = {}): void {
  if (res.headersSent || res.closed) return;
  res.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    ...headers,
  });
  res.flushHeaders();
}

/** Writes this every ten seconds into an open stream, unless its reader has enough to read as it is. Answers how to stop it. */
export function keepAlive(res: Response, words: string): () => void {
  const timer = setInterval(() => {
    if (res.headersSent && !res.writableNeedDrain) res.write(words);
  }, KEEP_ALIVE_MS);
  return () => clearInterval(timer);
}

/** Resolves when a slow reader has taken what was written, or has left. */
export async function drained(res: Response): Promise<void> {
  if (res.closed) return;
  const left = new AbortController();
  await Promise.race([once(res, 'drain', left), once(res, 'close', left)]).finally(() => left.abort());
}

function hasContent(frame: RunFrame): boolean {
  return frame.events.some(isContent);
}

/** Callers of the provider dialects cancel by hanging up, until the run has ended by itself. */
function cancelOnHangUp(deps: GatewayDeps, res: Response, call: StartedCall): { tooLate(): void } {
  let ended = false;
  res.once('close', () => {
    if (ended || res.writableEnded) return;
    setTimeout(() => {
      if (ended) return;
      const logger = deps.logger.child({ runId: call.runId });
      const cancelled = deps.ledger.readRun(call.runId).then((run) => run && cancelRun(deps, run));
      cancelled.catch((error: unknown) => logger.info({ err: error }, 'run of a caller who left was not cancelled'));
    }, HANG_UP_GRACE_MS).unref();
  });
  return { tooLate: () => void (ended = true) };
}
