import type { RunEvent } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { mergeEvent } from './merge-event.ts';

function merged(...events: RunEvent[]): RunEvent[] {
  const frame: RunEvent[] = [];
  for (const event of events) mergeEvent(frame, event);
  return frame;
}

describe('events of one frame', () => {
  it('join when a text continues a text', () => {
    expect(merged({ type: 'text', text: 'a' }, { type: 'text', text: 'b' })).toEqual([{ type: 'text', text: 'ab' }]);
  });

  it('stay apart when the kind changes in between', () => {
    const events: RunEvent[] = [
      { type: 'text', text: 'a' },
      { type: 'reasoning', text: 'r' },
      { type: 'text', text: 'b' },
    ];
    expect(merged(...events)).toEqual(events);
  });

  it('join argument fragments of one tool call and not of two', () => {
    const fragment = (toolIndex: number, text: string): RunEvent => ({
      type: 'tool_arguments',
      toolIndex,
      fragment: text,
    });
    expect(merged(fragment(0, '{"a"'), fragment(0, ':1}'), fragment(1, '{}'))).toEqual([
      fragment(0, '{"a":1}'),
      fragment(1, '{}'),
    ]);
  });

  it('begin a new reasoning part after a signature', () => {
    const signed: RunEvent = { type: 'reasoning', text: 'a', signature: 's' };
    expect(merged(signed, { type: 'reasoning', text: 'b' })).toHaveLength(2);
  });
});
