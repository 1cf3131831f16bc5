import type { WireCall } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { openChatCall } from '../model-call.ts';
import { isAnswerBegun } from './begun-answer.ts';

function isBegun(dialect: 'openai-chat' | 'anthropic-messages', ...more: object[]): boolean {
  const messages = [{ role: 'user', content: 'Hi' }, ...more];
  const wire: WireCall = { dialect, body: { model: 'm', max_tokens: 9, messages }, headers: {} };
  return isAnswerBegun(openChatCall(wire).parsed().request, wire);
}

const said = { type: 'text', text: 'I will look that up.' };
const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} };

describe('an answer that was begun', () => {
  it.each([
    ['nothing after the question', []],
    ['a turn that paused for a tool of the provider’s', [{ role: 'assistant', content: [said, search] }]],
    [
      'an instruction after the answer',
      [
        { role: 'assistant', content: 'It is' },
        { role: 'system', content: 'Go.' },
      ],
    ],
  ])('24: is not %s, in Anthropic’s words', (_, more) => {
    expect(isBegun('anthropic-messages', ...more)).toBe(false);
  });

  it.each([['It is'], [[said]], [[search, said]]])('24: is what ends with %j', (content) => {
    expect(isBegun('anthropic-messages', { role: 'assistant', content })).toBe(true);
  });

  it('24: is an answer before an instruction, which no other provider sees between', () => {
    const more = [
      { role: 'assistant', content: 'It is' },
      { role: 'system', content: 'Go.' },
    ];
    expect(isBegun('openai-chat', ...more)).toBe(true);
    expect(isBegun('openai-chat')).toBe(false);
  });
});
