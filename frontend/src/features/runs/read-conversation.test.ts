import { describe, expect, it } from '@jest/globals';
import { readAnswer, readConversation, textOf } from './read-conversation.ts';

describe('what a call was asked', () => {
  it('is read from the hub’s own form', () => {
    const body = {
      ...{ model: 'm', system: [{ type: 'text', text: 'Be brief.' }], tools: [] },
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        { role: 'assistant', content: [{ type: 'tool_call', id: 'c', name: 'look', argumentsJson: '{"a":1}' }] },
        {
          role: 'user',
          content: [{ type: 'tool_result', toolCallId: 'c', content: [{ type: 'text', text: 'blue' }] }],
        },
      ],
    };
    expect(readConversation({ form: 'hub', body })).toEqual({
      said: [
        { role: 'system', pieces: [{ text: 'Be brief.' }] },
        { role: 'user', pieces: [{ text: 'Hello' }] },
        { role: 'assistant', pieces: [{ title: 'Tool call: look', isCode: true, text: '{"a":1}' }] },
        { role: 'user', pieces: [{ title: 'Tool result', isCode: true, text: 'blue' }] },
      ],
      settings: { model: 'm', tools: [] },
    });
  });

  it('is read from OpenAI’s chat, with calls of tools and their results', () => {
    const body = {
      messages: [
        { role: 'developer', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image_url', image_url: { url: 'https://a/b' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: 'blue' },
      ],
    };
    const { said } = readConversation({ form: 'openai-chat', body });
    expect(said.map(({ role }) => role)).toEqual(['developer', 'user', 'assistant', 'tool']);
    expect(said[1]?.pieces[0]).toEqual({ text: 'See' });
    expect(said[1]?.pieces[1]).toMatchObject({ title: 'Image url', isCode: true });
    expect(said[2]?.pieces).toEqual([{ title: 'Tool call: f', isCode: true, text: '{}' }]);
    expect(said[3]?.pieces).toEqual([{ title: 'Tool result', isCode: true, text: 'blue' }]);
  });

  it('is read from OpenAI’s responses, with what stands between messages', () => {
    const input = [
      { role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] },
      { type: 'function_call', name: 'f', arguments: '{}' },
      { type: 'function_call_output', output: 'blue' },
    ];
    expect(readConversation({ form: 'openai-responses', body: { instructions: 'Be brief.', input } }).said).toEqual([
      { role: 'system', pieces: [{ text: 'Be brief.' }] },
      { role: 'user', pieces: [{ text: 'Hello' }] },
      { role: 'assistant', pieces: [{ title: 'Reasoning', text: 'Hm' }] },
      { role: 'assistant', pieces: [{ title: 'Tool call: f', isCode: true, text: '{}' }] },
      { role: 'tool', pieces: [{ title: 'Tool result', isCode: true, text: 'blue' }] },
    ]);
    expect(readConversation({ form: 'openai-responses', body: { input: 'Hello' } }).said).toEqual([
      { role: 'user', pieces: [{ text: 'Hello' }] },
    ]);
  });

  it('is read from Anthropic’s messages, thoughts and tools included', () => {
    const messages = [
      { role: 'user', content: 'Hello' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm' },
          { type: 'tool_use', name: 'f', input: { a: 1 } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'blue' }] },
    ];
    const { said } = readConversation({ form: 'anthropic-messages', body: { system: 'Be brief.', messages } });
    expect(said.map(({ pieces }) => textOf(pieces))).toEqual(['Be brief.', 'Hello', 'Hm\n\n{\n  "a": 1\n}', 'blue']);
  });

  it('is read from embeddings: texts, or numbers as they were sent', () => {
    const read = (input: unknown) => readConversation({ form: 'openai-embeddings', body: { input } }).said;
    expect(read(['one', 'two'])).toEqual([{ role: 'input', pieces: [{ text: 'one' }, { text: 'two' }] }]);
    expect(read([1, 2])[0]?.pieces).toMatchObject([{ title: 'Data' }]);
  });

  it.each([{}, { messages: 'no' }, { messages: [null, 7, { role: 'user' }] }, { system: { type: 'toString' } }])(
    'is shown whatever a caller sent: %j',
    (body) => {
      expect(() => readConversation({ form: 'openai-chat', body })).not.toThrow();
    },
  );
});

describe('what a call answered', () => {
  it('is read in the order in which it was said', () => {
    expect(
      readAnswer([
        { type: 'reasoning', text: 'Hm' },
        { type: 'text', text: 'Blue.' },
        { type: 'tool_call', id: 'c', name: 'f', argumentsJson: '{' },
        { type: 'wire', dialect: 'anthropic-messages', data: { a: 1 } },
      ]),
    ).toEqual([
      { title: 'Reasoning', text: 'Hm' },
      { text: 'Blue.' },
      { title: 'Tool call: f', isCode: true, text: '{' },
      { title: 'In the words of anthropic-messages', isCode: true, text: '{\n  "a": 1\n}' },
    ]);
  });
});
