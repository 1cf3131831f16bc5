import { describe, expect, it } from '@jest/globals';
import { readConversation } from './read-conversation.ts';

describe('a conversation, read without knowing the dialect', () => {
  it('is found in a body of the Responses API, with tools of every kind and place', () => {
    const conversation = readConversation({
      model: 'gpt',
      instructions: 'be brief',
      tools: [{ type: 'function', name: 'run' }, { type: 'web_search' }],
      input: [
        {
          type: 'additional_tools',
          tools: [{ type: 'namespace', name: 'files', tools: [{ type: 'custom', name: 'exec' }] }],
        },
        { role: 'user', content: [{ type: 'input_text', text: 'fix it' }] },
        { type: 'function_call', call_id: 'c1', name: 'run', arguments: '{"command":"ls"}' },
        { type: 'function_call_output', call_id: 'c1', output: 'a.js' },
        { type: 'configuration_update', reasoning: { effort: 'low' } },
      ],
    });
    expect(conversation.toolNames).toEqual(['run', 'web_search', 'exec']);
    expect(conversation.toolResults).toBe(1);
    expect(conversation.lastText).toContain('a.js');
    expect(conversation.anyText).toMatch(/be brief[^]*fix it[^]*"ls"/);
  });

  it('passes over instructions that come after the last turn', () => {
    const messages = [
      { role: 'user', content: 'the question' },
      { role: 'system', content: 'the environment' },
    ];
    expect(readConversation({ messages })).toMatchObject({ lastText: 'the question', toolNames: [], toolResults: 0 });
  });

  it('counts the results of parallel tools one by one', () => {
    const results = ['a', 'b'].map((id) => ({ type: 'tool_result', tool_use_id: id, content: id }));
    expect(readConversation({ messages: [{ role: 'user', content: results }] }).toolResults).toBe(2);
  });
});
