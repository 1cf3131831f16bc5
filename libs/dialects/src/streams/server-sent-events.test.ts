import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ServerSentEvent, createEventParser } from './server-sent-events.ts';

function parse(pieces: string[]): ServerSentEvent[] {
  const parser = createEventParser();
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
}

describe('server-sent events', () => {
  it('joins several data lines, keeps the event’s name, drops comments and fields nobody uses', () => {
    expect(parse([': hello\n\nid: 1\nretry: 5\nevent: a\ndata: x\ndata:y\n\ndata\n\n'])).toEqual([
      { event: 'a', data: 'x\ny' },
    ]);
  });

  it('counts an event that the end of the body closes', () => {
    expect(parse(['data: [DONE]'])).toEqual([{ event: undefined, data: '[DONE]' }]);
  });

  it('8: comes out the same however the bytes were split, UTF-8 and line ends included', () => {
    const events = fc.array(
      fc.record({
        event: fc.constantFrom(undefined, 'delta', 'ping'),
        data: fc.constantFrom('{"a":1}', '{"text":"grüße 🦙 日本"}', '', 'x'),
      }),
      { minLength: 1, maxLength: 8 },
    );
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    const cuts = fc.array(fc.nat(400), { maxLength: 12 });
    fc.assert(
      fc.property(events, lineEnd, cuts, (wanted, eol, places) => {
        const body = wanted
          .map(({ event, data }) => `${event ? `event: ${event}${eol}` : ''}data: ${data}${eol}${eol}`)
          .join('');
        const bytes = new TextEncoder().encode(body);
        const decoder = new TextDecoder();
        const ends = [...new Set([...places.map((place) => Math.min(place, bytes.length)), bytes.length])].toSorted(
          (a, b) => a - b,
        );
        const pieces = ends.map((end, at) => decoder.decode(bytes.subarray(ends[at - 1] ?? 0, end), { stream: true }));
        expect(parse(pieces)).toEqual(wanted.map(({ event, data }) => ({ event, data })));
      }),
    );
  });

  it('gives up on a line without end', () => {
    const parser = createEventParser();
    const flood = () => {
      for (let at = 0; at < 20; at += 1) parser.push('x'.repeat(1_000_000));
    };
    expect(flood).toThrow(RangeError);
  });
});
