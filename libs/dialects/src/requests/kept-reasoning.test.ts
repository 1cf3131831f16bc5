import type { ProviderEvent } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { chatRequest } from '../fixtures/chat-requests.ts';
import { createReasoningKeeper, toolCallsWithoutReasoning, withKeptReasoning } from './kept-reasoning.ts';

const call = (id: string) => ({ type: 'tool_call' as const, id, name: 'f', argumentsJson: '{}' });
const signed = { type: 'reasoning' as const, text: 'Hm, both.', signature: 'c2ln' };

function keep(...events: ProviderEvent[]) {
  const keeper = createReasoningKeeper();
  events.forEach(keeper.observe);
  return keeper.kept();
}

const toolCall = (toolIndex: number, id: string): ProviderEvent => ({ type: 'tool_call', toolIndex, id, name: 'f' });

describe('reasoning that a caller cannot carry (19)', () => {
  it('is kept whole under each tool call that it led to', () => {
    const kept = keep(
      { type: 'reasoning', text: 'Hm, ' },
      { type: 'reasoning', text: 'both.' },
      { type: 'reasoning', text: '', signature: 'c2ln' },
      toolCall(0, 'a'),
      toolCall(1, 'b'),
    );
    expect(kept).toEqual({ toolCallIds: ['a', 'b'], parts: [signed] });
  });

  it('is kept when it shows no text, since its signature has to come back all the same', () => {
    const kept = keep({ type: 'reasoning', text: '', signature: 'c2ln' }, toolCall(0, 'a'));
    expect(kept?.parts).toEqual([{ type: 'reasoning', text: '', signature: 'c2ln' }]);
  });

  it('is not kept without a signature or without a tool call', () => {
    expect(keep({ type: 'reasoning', text: 'Hm.' }, toolCall(0, 'a'))).toBeUndefined();
    expect(keep({ type: 'reasoning', text: 'Hm.', signature: 'c2ln' })).toBeUndefined();
  });

  it('comes back before the tool call, in the place of what the caller shows of it', () => {
    const request = chatRequest({
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Do both.' }] },
        {
          role: 'assistant',
          content: [{ type: 'reasoning', text: 'Hm, both.' }, { type: 'text', text: 'Ok.' }, call('a'), call('b')],
        },
        { role: 'user', content: [{ type: 'tool_result', toolCallId: 'a', content: [] }] },
        { role: 'assistant', content: [call('c')] },
      ],
    });
    expect(toolCallsWithoutReasoning(request)).toEqual(['a', 'c']);
    const { messages } = withKeptReasoning(request, new Map([['a', [signed]]]));
    expect(messages[1]?.content).toEqual([signed, { type: 'text', text: 'Ok.' }, call('a'), call('b')]);
    expect(messages[3]).toEqual(request.messages[3]);
  });

  it('is left alone where the caller carries it', () => {
    const request = chatRequest({ messages: [{ role: 'assistant', content: [signed, call('a')] }] });
    expect(toolCallsWithoutReasoning(request)).toEqual([]);
  });
});
