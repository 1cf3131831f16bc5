import type { RunEvent } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { answerOf, requestOf } from './describe-content.ts';

describe('the content of a run', () => {
  it("has the request in its caller's words", () => {
    const body = { model: 'm', messages: [{ role: 'user', content: 'hello' }], unknown: 1 };
    expect(requestOf({ wire: { dialect: 'openai-chat', body, headers: { 'anthropic-beta': 'x' } } })).toEqual({
      form: 'openai-chat',
      body,
    });
  });

  it('has each text, thought and tool call in one piece, and nothing of what is said about the answer', () => {
    const events: RunEvent[] = [
      { type: 'started', model: 'a', provider: 'p' },
      { type: 'reasoning', text: 'hm' },
      { type: 'reasoning', text: 'm', signature: 's' },
      { type: 'text', text: 'The ' },
      { type: 'continued', model: 'b', provider: 'p', reason: 'provider_timeout' },
      { type: 'text', text: 'end' },
      { type: 'tool_call', toolIndex: 0, id: 'c0', name: 'look' },
      { type: 'tool_call', toolIndex: 1, id: 'c1', name: 'ask' },
      { type: 'tool_arguments', toolIndex: 0, fragment: '{"a"' },
      { type: 'tool_arguments', toolIndex: 1, fragment: '{}' },
      { type: 'tool_arguments', toolIndex: 0, fragment: ':1}' },
      { type: 'wire', dialect: 'openai-chat', data: { about: true }, isContent: false },
      { type: 'wire', dialect: 'anthropic-messages', data: { search: 'x' }, isContent: true },
      { type: 'embedding', index: 0, vector: 'AAAA' },
    ];
    expect(answerOf(events)).toEqual([
      { type: 'reasoning', text: 'hmm' },
      { type: 'text', text: 'The end' },
      { type: 'tool_call', id: 'c0', name: 'look', argumentsJson: '{"a":1}' },
      { type: 'tool_call', id: 'c1', name: 'ask', argumentsJson: '{}' },
      { type: 'wire', dialect: 'anthropic-messages', data: { search: 'x' } },
    ]);
  });
});
