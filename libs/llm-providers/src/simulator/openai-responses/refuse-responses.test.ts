import { describe, expect, it } from '@jest/globals';
import { WireErrorThrown } from '../simulated-call.ts';
import { sealReasoning } from './sealed-reasoning.ts';
import { validateResponsesBody } from './validate-body.ts';

type Json = Record<string, unknown>;

const user = { role: 'user', content: 'Hi' };
const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'call_1', output: 'done' };
const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: sealReasoning('rs_1') };
const talk = (...input: unknown[]): Json => ({ input });

function refusal(more: Json, isCompatible = false) {
  const whole: Json = { model: 'simulator-gpt', input: 'Hi', ...more };
  const body = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
  try {
    validateResponsesBody(body, isCompatible);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof WireErrorThrown)) throw thrown;
    expect(thrown.error).toMatchObject({ status: 400, type: 'invalid_request_error' });
    const { param, code, message } = thrown.error;
    return { param, code, message };
  }
}

const refusals: [fault: string, body: Json, param: string | null, code: string | null, message?: RegExp][] = [
  ['no model', { model: undefined }, null, null],
  ['a member that nobody knows', { surprise: 1 }, 'surprise', 'unknown_parameter'],
  ['a limit below 16', { max_output_tokens: 15 }, 'max_output_tokens', 'integer_below_min_value'],
  [
    'to go on from what it never kept',
    { previous_response_id: 'resp_1' },
    'previous_response_id',
    'previous_response_not_found',
  ],
  ['no input', { input: undefined }, 'input', 'missing_required_parameter'],
  ['an input of nothing', talk(), 'input', 'missing_required_parameter'],
  ['a role that nobody knows', talk(user, { role: 'robot', content: 'Hi' }), 'input[1].role', 'invalid_value'],
  ['an item that only has a name', talk({ type: 'item_reference', id: 'msg_1' }), 'input', null, /'msg_1' not found/],
  [
    'thoughts that are only named',
    talk(user, { ...reasoning, encrypted_content: null }),
    'input',
    null,
    /'rs_1' not found/,
  ],
  [
    'thoughts under another id',
    talk(user, { ...reasoning, id: 'rs_2' }),
    null,
    'invalid_encrypted_content',
    /rs_2 could not be verified/,
  ],
  ['an output without its call', talk(user, output), 'input', null, /No tool call found.*call_1/],
  ['a call without its output', talk(user, call), 'input', null, /No tool output found.*call_1/],
];

describe('the simulator in the place of OpenAI’s Responses API', () => {
  it.each(refusals)('refuses %s', (_fault, body, param, code, message = /./) => {
    expect(refusal(body)).toEqual({ param, code, message: expect.stringMatching(message) });
  });

  it.each([
    ['a text', {}],
    ['a loop of tools, thoughts included', talk(user, reasoning, call, output)],
    [
      'a custom tool’s call and its output',
      talk(user, { ...call, type: 'custom_tool_call' }, { ...output, type: 'custom_tool_call_output' }),
    ],
    ['members that Codex adds', { client_metadata: {}, prompt_cache_key: 'k', max_output_tokens: 16 }],
  ])('takes %s', (_what, body) => {
    expect(refusal(body)).toBeUndefined();
  });

  it('passes over unknown members in the place of a compatible server', () => {
    expect(refusal({ surprise: 1 }, true)).toBeUndefined();
  });
});
