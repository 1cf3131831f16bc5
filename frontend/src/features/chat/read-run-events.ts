import { isTerminal, type RunEvent, runEventSchema } from '@smart-ai-hub/contracts';
import { createParser } from 'eventsource-parser';
import { isRetryable, offlineProblem, type Problem } from '../../shared/api/problem.ts';

type Opened = { response: Response } | { problem: Problem };

export type ReadRunEventsOptions = {
  /** Opens the stream behind the given cursor, from the beginning without one. Throws only when `signal` aborts. */
  open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Opened>;
  /** Events that arrived together, in order; each exactly once over all connections. */
  onEvents: (events: RunEvent[]) => void;
  onReconnecting: () => void;
  signal: AbortSignal;
  /** Waiting between attempts; handed in so that tests do not wait. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

const MAX_ATTEMPTS_WITHOUT_PROGRESS = 8;
const FIRST_DELAY_MS = 300;
const MAX_DELAY_MS = 5_000;
/** The server sends keep-alive comments well within this; a connection that is silent for longer is dead. */
const SILENCE_MS = 45_000;

function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** Unknown kinds of events are skipped: a newer server may send some during a rolling deploy. */
function parseEvent(data: string): RunEvent[] {
  try {
    const parsed = runEventSchema.safeParse(JSON.parse(data));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

type Cursor = { lastEventId: string | undefined; ended: boolean; progressed: boolean };

async function readConnection(
  body: ReadableStream<Uint8Array>,
  cursor: Cursor,
  connection: AbortController,
  onEvents: (events: RunEvent[]) => void,
) {
  let batch: RunEvent[] = [];
  const parser = createParser({
    onEvent: (message) => {
      // The cursor moves only with a whole message, so that a message cut by a lost connection is sent again.
      if (message.id !== undefined) cursor.lastEventId = message.id;
      batch.push(...parseEvent(message.data));
    },
  });
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let silence: ReturnType<typeof setTimeout> | undefined;
  try {
    while (!cursor.ended) {
      silence = setTimeout(() => void reader.cancel(), SILENCE_MS);
      const { done, value } = await reader.read();
      clearTimeout(silence);
      if (done) return;
      parser.feed(value);
      if (batch.length === 0) continue;
      cursor.progressed = true;
      cursor.ended = batch.some(isTerminal);
      onEvents(batch);
      batch = [];
    }
  } finally {
    clearTimeout(silence);
    connection.abort();
  }
}

function delayBefore(attempt: number, problem: Problem): number {
  const backOff = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS);
  return Math.max(backOff * (0.5 + Math.random() / 2), (problem.retryAfterSeconds ?? 0) * 1000);
}

async function readOnce(options: ReadRunEventsOptions, cursor: Cursor): Promise<Problem> {
  const connection = new AbortController();
  const signal = AbortSignal.any([options.signal, connection.signal]);
  try {
    const opened = await options.open(cursor.lastEventId, signal);
    if ('problem' in opened) return opened.problem;
    if (opened.response.body) await readConnection(opened.response.body, cursor, connection, options.onEvents);
  } catch {
    // A connection that breaks while it is read is the case this file exists for.
  }
  return offlineProblem;
}

/**
 * Reads a run's events to its end, over as many connections as it takes: each new one goes on behind the last event that
 * arrived whole. Answers null when the terminal event arrived or `signal` aborted, else the problem that stopped it: one
 * that trying again cannot mend, or several attempts in a row without any event.
 */
export async function readRunEvents(options: ReadRunEventsOptions): Promise<Problem | null> {
  const { signal, wait = waitFor, onReconnecting } = options;
  const cursor: Cursor = { lastEventId: undefined, ended: false, progressed: false };
  let attempts = 0;
  for (;;) {
    cursor.progressed = false;
    const problem = await readOnce(options, cursor);
    if (cursor.ended || signal.aborted) return null;
    attempts = cursor.progressed ? 1 : attempts + 1;
    if (!isRetryable(problem) || attempts >= MAX_ATTEMPTS_WITHOUT_PROGRESS) return problem;
    onReconnecting();
    await wait(delayBefore(attempts, problem), signal);
    if (signal.aborted) return null;
  }
}
