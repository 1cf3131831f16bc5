import { setTimeout as sleep } from 'node:timers/promises';
import { parseRunCursor, type RunEvent, runEventSchema } from '@smart-ai-hub/contracts';
import { type Dispatcher, request } from 'undici';
import { z } from 'zod';
import type { HeardCall } from './heard-call.ts';

export type FollowedRun = {
  /** Asked in turn: when one is gone, the next goes on. */
  gateways: readonly string[];
  apiKey: string;
  dispatcher: Dispatcher;
  key: string;
  model: string;
  prompt: string;
  /** Breaks the connection after so many events, at each connection the next number; whole when it is empty. */
  cutAfter?: number[];
};

type Event = { id: string; event: RunEvent };

const startedSchema = z.object({ run: z.object({ id: z.string() }) });
const PAUSE_MS = 200;
const DEADLINE_MS = 120_000;

/**
 * Starts a run by the hub's own API and reads its events to their end: over as many connections and gateways as it takes, each time from
 * the last id that it has. Starting is repeated with the same key until it is acknowledged.
 */
export async function followRun(run: FollowedRun): Promise<HeardCall> {
  const startedAt = performance.now();
  const turn = createTurns(run.gateways);
  const cuts = [...(run.cutAfter ?? [])];
  const events: Event[] = [];
  const heard: HeardCall = {
    ...{ key: run.key, runId: undefined, end: 'cut', status: 0, code: undefined, retryAfter: undefined, stream: true },
    ...{ text: '', misplaced: [], model: undefined, durationMs: 0, note: 'no end within its deadline' },
  };
  while (performance.now() - startedAt < DEADLINE_MS) {
    try {
      heard.runId ??= await startRun(run, turn());
      const last = await readEvents(run, heard.runId, turn(), events, cuts.shift());
      if (last !== undefined) break;
    } catch {
      await sleep(PAUSE_MS);
    }
  }
  return { ...heard, ...whatWasSaid(events), durationMs: performance.now() - startedAt };
}

function createTurns(gateways: readonly string[]): () => string {
  let count = 0;
  return () => gateways[count++ % gateways.length] ?? '';
}

async function startRun({ apiKey, dispatcher, key, model, prompt }: FollowedRun, url: string): Promise<string> {
  const response = await request(`${url}/api/runs`, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}`, 'idempotency-key': key },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }] }),
  });
  const body: unknown = await response.body.json();
  return startedSchema.parse(body).run.id;
}

/** Answers the event that ends the run, or undefined when the connection ended before it. */
async function readEvents(
  { apiKey, dispatcher }: Pick<FollowedRun, 'apiKey' | 'dispatcher'>,
  runId: string,
  url: string,
  events: Event[],
  cutAfter = Number.POSITIVE_INFINITY,
): Promise<Event | undefined> {
  const lastId = events.at(-1)?.id;
  const broken = new AbortController();
  const response = await request(`${url}/api/runs/${runId}/events`, {
    dispatcher,
    signal: broken.signal,
    headers: { authorization: `Bearer ${apiKey}`, ...(lastId !== undefined && { 'last-event-id': lastId }) },
  });
  if (response.statusCode !== 200) {
    await response.body.dump();
    throw new Error(`the events of ${runId} were answered by ${response.statusCode}`);
  }
  let open = '';
  let count = 0;
  const decoder = new TextDecoder();
  for await (const bytes of response.body) {
    open += decoder.decode(bytes as Uint8Array, { stream: true });
    const blocks = open.split('\n\n');
    open = blocks.pop() ?? '';
    for (const event of blocks.flatMap(readEvent)) {
      events.push(event);
      if (event.event.type === 'done' || event.event.type === 'failed') return event;
      if (++count >= cutAfter) broken.abort();
      if (broken.signal.aborted) return undefined;
    }
  }
  return undefined;
}

function readEvent(block: string): Event[] {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const [id, data] = [field('id'), field('data')];
  return id === undefined || data === undefined ? [] : [{ id, event: runEventSchema.parse(JSON.parse(data)) }];
}

function whatWasSaid(events: Event[]): Partial<HeardCall> {
  const end = events.at(-1)?.event;
  const started = events.find(({ event }) => event.type === 'started')?.event;
  return {
    text: events.map(({ event }) => (event.type === 'text' ? event.text : '')).join(''),
    misplaced: events.flatMap(({ id }, index) => (isAfter(id, events[index - 1]?.id) ? [] : [id])),
    ...(started?.type === 'started' && { model: started.model }),
    ...(end?.type === 'done' && { end: 'whole', note: '' }),
    ...(end?.type === 'failed' && { end: 'failed', code: end.code, note: end.detail }),
  };
}

function isAfter(id: string, before: string | undefined): boolean {
  const [cursor, last] = [parseRunCursor(id), parseRunCursor(before ?? '0.0')];
  if (!cursor || !last) return false;
  return cursor.sequence > last.sequence || (cursor.sequence === last.sequence && cursor.index > last.index);
}

/** The text of a run as the hub keeps it; undefined where the hub has lost its stream. */
export async function readStoredText(
  reader: Pick<FollowedRun, 'apiKey' | 'dispatcher'>,
  runId: string,
  url: string,
): Promise<string | undefined> {
  const events: Event[] = [];
  await readEvents(reader, runId, url, events);
  const isKept = events.some(({ event }) => event.type === 'started' || event.type === 'text');
  const hasEnded = events.some(({ event }) => event.type === 'failed' || event.type === 'done');
  if (!hasEnded) throw new Error(`the events of ${runId} have no end`);
  return isKept ? events.map(({ event }) => (event.type === 'text' ? event.text : '')).join('') : undefined;
}
