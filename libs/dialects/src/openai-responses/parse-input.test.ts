import { describe, expect, it } from '@jest/globals';
import { parseResponses } from './parse-responses.ts';

describe('the input of a response', () => {
  it('has the outputs of parallel calls in the one message after them (15)', () => {
    const call = (id: string) => ({ type: 'function_call', call_id: id, name: 'weather', arguments: '{}' });
    const output = (id: string) => ({ type: 'function_call_output', call_id: id, output: id });
    const said = { role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] };
    const input = [{ role: 'user', content: 'Both?' }, said, call('a'), call('b'), output('a'), output('b')];
    const { request, nativeOnly } = parseResponses({ model: 'gpt-5.4', input });
    expect(nativeOnly.errors).toEqual([]);
    expect(request.messages.map(({ role, content }) => [role, content.map(({ type }) => type)])).toEqual([
      ['user', ['text']],
      ['assistant', ['text', 'tool_call', 'tool_call']],
      ['user', ['tool_result', 'tool_result']],
    ]);
  });
});
