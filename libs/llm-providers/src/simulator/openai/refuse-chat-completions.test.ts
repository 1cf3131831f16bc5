import { describe, expect, it } from '@jest/globals';
import { WireErrorThrown } from '../simulated-call.ts';
import { validateOpenAiBody } from './validate-body.ts';

type Json = Record<string, unknown>;

const user = (content: unknown = 'Hi'): Json => ({ role: 'user', content });
const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } };
const asked = { role: 'assistant', content: null, tool_calls: [call] };
const result = { role: 'tool', tool_call_id: 'call_1', content: 'done' };
const picture = (url: string) => ({ type: 'image_url', image_url: { url } });
const PNG = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==';
const tool = { type: 'function', function: { name: 'f' } };
const talk = (...messages: unknown[]): Json => ({ messages });

const whole: Json = { model: 'simulator-gpt', messages: [user()] };

function refusal(more: Json, isCompatible = false) {
  const body = Object.fromEntries(Object.entries({ ...whole, ...more }).filter(([, value]) => value !== undefined));
  try {
    validateOpenAiBody(body, isCompatible);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof WireErrorThrown)) throw thrown;
    expect(thrown.error).toMatchObject({ status: 400, type: 'invalid_request_error' });
    return [thrown.error.param, thrown.error.code];
  }
}

const refusals: [fault: string, body: Json, param: string | null, code: string | null][] = [
  ['no model', { model: undefined }, null, null],
  ['a member that nobody knows', { surprise: 1 }, 'surprise', 'unknown_parameter'],
  ['a number that is none', { temperature: 'hot' }, 'temperature', 'invalid_type'],
  ['too high a temperature', { temperature: 2.1 }, 'temperature', 'decimal_above_max_value'],
  ['too high a top_p', { top_p: 1.1 }, 'top_p', 'decimal_above_max_value'],
  ['a limit of nothing', { max_tokens: 0 }, 'max_tokens', 'integer_below_min_value'],
  [
    'a limit of nothing by its new name',
    { max_completion_tokens: 0 },
    'max_completion_tokens',
    'integer_below_min_value',
  ],
  ['no answers', { n: 0 }, 'n', 'integer_below_min_value'],
  ['too many answers', { n: 129 }, 'n', 'decimal_above_max_value'],
  ['too many log probabilities', { top_logprobs: 21 }, 'top_logprobs', 'decimal_above_max_value'],
  ['options of a stream without one', { stream_options: { include_usage: true } }, 'stream_options', null],
  ['five stop sequences', { stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop', 'array_above_max_length'],
  ['a choice without tools', { tool_choice: 'auto' }, 'tool_choice', null],
  ['129 tools', { tools: Array.from({ length: 129 }, () => tool) }, 'tools', 'array_above_max_length'],
  [
    'a tool’s unknown member',
    { tools: [{ ...tool, cache_control: {} }] },
    'tools[0].cache_control',
    'unknown_parameter',
  ],
  ['no messages', { messages: undefined }, 'messages', 'missing_required_parameter'],
  ['an empty list of messages', talk(), 'messages', 'empty_array'],
  ['a message that is none', talk('Hi'), 'messages[0].role', 'invalid_value'],
  ['a role that nobody knows', talk({ role: 'robot', content: 'Hi' }), 'messages[0].role', 'invalid_value'],
  ['a message’s unknown member', talk({ ...user(), mood: 'good' }), 'messages[0].mood', 'unknown_parameter'],
  [
    'a mark of Anthropic’s cache',
    talk(user([{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }])),
    'messages[0].content[0].cache_control',
    'unknown_parameter',
  ],
  ['sounds', talk(user([{ type: 'input_audio' }])), 'messages[0].content[0].type', 'invalid_value'],
  [
    'a picture that is none',
    talk(user([picture('data:image/png;base64,aGVsbG8=')])),
    'messages[0].content[0].image_url',
    'image_parse_error',
  ],
  [
    'a picture under the wrong type',
    talk(user([picture(PNG.replace('png', 'gif'))])),
    'messages[0].content[0].image_url',
    'image_parse_error',
  ],
  [
    'a data URL that is no base64',
    talk(user([picture('data:image/png,x')])),
    'messages[0].content[0].image_url',
    'image_parse_error',
  ],
  ['a result without its call', talk(user(), result), 'messages.[1].role', null],
  ['a result that comes twice', talk(user(), asked, result, result), 'messages.[3].role', null],
  ['a message of nothing', talk(user(null)), 'messages.[0].content', null],
  ['a call that is not answered', talk(user(), asked, user()), 'messages', null],
  ['a call at the end', talk(user(), asked), 'messages', null],
];

describe('the simulator in OpenAI’s place', () => {
  it.each(refusals)('refuses %s', (_fault, body, param, code) => {
    expect(refusal(body)).toEqual([param, code]);
  });

  const accepted: [what: string, body: Json][] = [
    ['a prompt', {}],
    ['what is null', { temperature: null, stream_options: null, n: null }],
    ['options of a stream', { stream: true, stream_options: { include_usage: true } }],
    [
      'four stop sequences and 128 tools',
      { stop: ['a', 'b', 'c', 'd'], tools: Array.from({ length: 128 }, () => tool) },
    ],
    ['a picture, and one by its URL', talk(user([picture(PNG), picture('https://example.com/a.png')]))],
    ['a loop of tools', talk(user(), asked, result, user())],
  ];
  it.each(accepted)('takes %s', (_what, body) => {
    expect(refusal(body)).toBeUndefined();
  });
});

describe('the simulator in the place of a compatible server', () => {
  it('passes over what it does not know, and more than OpenAI takes', () => {
    const cached = { type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } };
    const tools = Array.from({ length: 129 }, () => tool);
    expect(
      refusal({ surprise: 1, stop: ['a', 'b', 'c', 'd', 'e'], tools, ...talk(user([cached])) }, true),
    ).toBeUndefined();
  });

  it('refuses a talk that does not hold together, as all do', () => {
    expect(refusal(talk(user(), asked), true)).toEqual(['messages', null]);
    expect(refusal({ temperature: 3 }, true)).toEqual(['temperature', 'decimal_above_max_value']);
  });
});
