import { describe, expect, it } from '@jest/globals';
import { noUsage, type RunEvent } from '@smart-ai-hub/contracts';
import { offlineProblem, type Problem, problemOfCode } from '../../shared/api/problem.ts';
import { readRunEvents } from './read-run-events.ts';

const text = (id: number, words: string) =>
  `event: text\nid: ${id}\ndata: ${JSON.stringify({ type: 'text', text: words })}\n\n`;
const done = (id: number) =>
  `event: done\nid: ${id}\ndata: ${JSON.stringify({ type: 'done', stopReason: 'end_turn', usage: noUsage, costMicros: '12' })}\n\n`;

type Connection = string[] | Problem | 'hangs';

function body(chunks: readonly string[], hangs = false): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      if (!hangs) controller.close();
    },
  });
}

async function read(connections: Connection[], abort = new AbortController()) {
  const cursors: (string | undefined)[] = [];
  const events: RunEvent[] = [];
  let reconnects = 0;
  const problem = await readRunEvents({
    signal: abort.signal,
    wait: () => Promise.resolve(),
    open: (lastEventId) => {
      cursors.push(lastEventId);
      const connection = connections[cursors.length - 1] ?? offlineProblem;
      if (connection === 'hangs') {
        abort.abort();
        return Promise.reject(new DOMException('aborted', 'AbortError'));
      }
      return Promise.resolve(
        Array.isArray(connection) ? { response: new Response(body(connection)) } : { problem: connection },
      );
    },
    onEvents: (batch) => events.push(...batch),
    onReconnecting: () => {
      reconnects += 1;
    },
  });
  const words = events.map((event) => (event.type === 'text' ? event.text : `<${event.type}>`)).join('');
  return { problem, cursors, words, reconnects };
}

describe('reading the events of a run', () => {
  it('reads to the terminal event over one connection', async () => {
    const result = await read([[': keep-alive\n\n', text(1, 'Hel'), text(2, 'lo'), done(3)]]);
    expect(result).toEqual({ problem: null, cursors: [undefined], words: 'Hello<done>', reconnects: 0 });
  });

  it('goes on behind the last whole event when a connection breaks in the middle of one', async () => {
    const second = text(2, 'two ');
    const result = await read([
      [text(1, 'one '), second.slice(0, 20)],
      [second, done(3)],
    ]);
    expect(result.cursors).toEqual([undefined, '1']);
    expect(result.words).toBe('one two <done>');
  });

  it('does not count the cut id line of a lost event as its cursor', async () => {
    const result = await read([
      [text(1, 'a'), 'event: text\nid: 99\n'],
      [text(2, 'b'), done(3)],
    ]);
    expect(result.cursors).toEqual([undefined, '1']);
  });

  it('keeps characters whole that are split between two chunks', async () => {
    const bytes = new TextEncoder().encode(text(1, 'für 💶') + done(2));
    const cut = bytes.indexOf(0xf0) + 2;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, cut));
        controller.enqueue(bytes.slice(cut));
        controller.close();
      },
    });
    const events: RunEvent[] = [];
    await readRunEvents({
      signal: new AbortController().signal,
      open: () => Promise.resolve({ response: new Response(stream) }),
      onEvents: (batch) => events.push(...batch),
      onReconnecting: () => undefined,
    });
    expect(events[0]).toEqual({ type: 'text', text: 'für 💶' });
  });

  it('survives any number of cuts as long as each connection brings something', async () => {
    const connections = Array.from({ length: 30 }, (_, index) => [text(index + 1, `${index} `)]);
    const result = await read([...connections, [done(31)]]);
    expect(result.problem).toBeNull();
    expect(result.words.split(' ')).toHaveLength(31);
    expect(result.cursors.at(-1)).toBe('30');
  });

  it('gives up after several attempts in a row that bring nothing', async () => {
    const result = await read([[text(1, 'a')]]);
    expect(result.problem?.code).toBe('offline');
    expect(result.cursors.length).toBeLessThan(10);
    expect(result.words).toBe('a');
  });

  it('does not try again what trying cannot mend', async () => {
    const result = await read([problemOfCode('not_found', 'no such run')]);
    expect(result).toMatchObject({ problem: { code: 'not_found' }, reconnects: 0 });
  });

  it('tries again while the hub is briefly unavailable', async () => {
    const result = await read([problemOfCode('dependency_unavailable', 'later'), [text(1, 'a'), done(2)]]);
    expect(result).toMatchObject({ problem: null, words: 'a<done>', reconnects: 1 });
  });

  it('skips kinds of events that it does not know yet', async () => {
    const unknown = 'event: citation\nid: 2\ndata: {"type":"citation"}\n\n';
    const result = await read([[text(1, 'a'), unknown, 'id: 3\ndata: not json\n\n', done(4)]]);
    expect(result).toMatchObject({ problem: null, words: 'a<done>' });
  });

  it('ends quietly when the session ends', async () => {
    const result = await read([[text(1, 'a')], 'hangs']);
    expect(result).toMatchObject({ problem: null, words: 'a' });
  });
});
