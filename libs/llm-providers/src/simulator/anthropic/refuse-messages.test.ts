import { describe, expect, it } from '@jest/globals';
import { WireErrorThrown } from '../simulated-call.ts';
import { signThinking } from './sign-thinking.ts';
import { validateAnthropicBody } from './validate-body.ts';

type Json = Record<string, unknown>;

const user = (content: unknown = 'Hi'): Json => ({ role: 'user', content });
const assistant = (content: unknown): Json => ({ role: 'assistant', content });
const use = { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} };
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'done' };
const thought = { type: 'thinking', thinking: 'Hm.', signature: signThinking('Hm.') };
const image = (media_type: string, data: string) => ({ type: 'image', source: { type: 'base64', media_type, data } });
const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const MORE_THAN_5_MB = `iVBORw0KGgo${'A'.repeat(7 * 1024 * 1024)}`;
const thinking = (budget_tokens: number): Json => ({ thinking: { type: 'enabled', budget_tokens } });

const headers = { 'anthropic-version': '2023-06-01' };
const whole: Json = { model: 'simulator-claude', max_tokens: 2_000, messages: [user()] };

function refusal(more: Json, told: Record<string, string> = headers): string | undefined {
  const body = Object.fromEntries(Object.entries({ ...whole, ...more }).filter(([, value]) => value !== undefined));
  try {
    validateAnthropicBody(body, told);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof WireErrorThrown)) throw thrown;
    expect(thrown.error).toMatchObject({ status: 400, type: 'invalid_request_error' });
    return thrown.error.message;
  }
}
const talk = (...messages: unknown[]): Json => ({ messages });

const refusals: [fault: string, body: Json, message: RegExp][] = [
  ['no model', { model: undefined }, /^model: Field required/],
  ['no limit', { max_tokens: undefined }, /^max_tokens: Field required/],
  ['a limit that is no number', { max_tokens: 'many' }, /^max_tokens: .*integer/],
  ['a limit of nothing', { max_tokens: 0 }, /^max_tokens: .*greater/],
  ['a member that nobody knows', { surprise: 1 }, /^surprise: Extra inputs/],
  ['context_management without its beta', { context_management: {} }, /^context_management: Extra inputs/],
  ['mcp_servers without its beta', { mcp_servers: [] }, /^mcp_servers: Extra inputs/],
  [
    'a deferred tool without its beta',
    { tools: [{ name: 'f', defer_loading: true }] },
    /^tools\.0\.custom\.defer_loading/,
  ],
  ['a temperature above 1', { temperature: 1.5 }, /^temperature: range/],
  ['a budget below the smallest', thinking(1_023), /budget_tokens: .*1024/],
  ['a budget that leaves no room', thinking(2_000), /greater than `thinking\.budget_tokens`/],
  ['a temperature beside thinking', { ...thinking(1_024), temperature: 0.5 }, /only be set to 1/],
  [
    'a call of a tool without the thoughts before it',
    { ...thinking(1_024), ...talk(user(), assistant([use]), user([result])) },
    /^messages\.1\.content\.0\.type: Expected `thinking`.*found `tool_use`/,
  ],
  [
    'thoughts without a signature',
    talk(user(), assistant([{ ...thought, signature: '' }]), user()),
    /1\.content\.0: Invalid `signature`/,
  ],
  [
    'thoughts that were changed',
    talk(user(), assistant([{ ...thought, thinking: 'Ha.' }]), user()),
    /1\.content\.0: Invalid `signature`/,
  ],
  ['no messages', { messages: undefined }, /^messages: Field required/],
  ['an empty list of messages', talk(), /at least one message/],
  ['a message that is none', talk('Hi'), /^messages\.0: .*dictionary/],
  ['a role that nobody knows', talk({ role: 'tool', content: 'Hi' }), /Unexpected role "tool"/],
  ['content that is no list', talk(user(5)), /^messages\.0\.content: .*list/],
  ['a message of nothing', talk(user('')), /^messages\.0: .*non-empty/],
  ['an answer of nothing in the middle', talk(user(), assistant([]), user()), /^messages\.1: .*non-empty/],
  ['an empty text', talk(user([{ type: 'text', text: '' }])), /text content blocks must be non-empty/],
  ['a picture that is none', talk(user([image('image/png', 'aGVsbG8=')])), /0\.content\.0\.image.*Could not process/],
  ['a picture that is no base64', talk(user([image('image/png', 'data:…')])), /Could not process image/],
  ['a picture under the wrong type', talk(user([image('image/jpeg', PNG)])), /image\/jpeg.*appears to be a image\/png/],
  ['a picture of more than 5 MB', talk(user([image('image/png', MORE_THAN_5_MB)])), /exceeds 5 MB/],
  [
    'such a picture in the result of a tool',
    talk(user(), assistant([use]), user([{ ...result, content: [image('image/gif', PNG)] }])),
    /^messages\.2\.content\.0\.tool_result\.content\.0\.image/,
  ],
  ['a call that is not answered', talk(user(), assistant([use]), user()), /^messages\.1: `tool_use` ids.*toolu_1/],
  ['a call at the end', talk(user(), assistant([use])), /^messages\.1: `tool_use` ids/],
  ['a result without its call', talk(user([result])), /^messages\.0\.content\.0: unexpected `tool_use_id`.*toolu_1/],
];

describe('the simulator in Anthropic’s place', () => {
  it.each(refusals)('refuses %s', (_fault, body, message) => {
    expect(refusal(body)).toMatch(message);
  });

  it('refuses a call that names no version', () => {
    expect(refusal({}, {})).toMatch(/^anthropic-version: header is required/);
  });

  it.each(['temperature', 'top_p', 'top_k'])('refuses %s from the version on that has none', (name) => {
    expect(refusal({ [name]: 1 })).toBeUndefined();
    expect(refusal({ [name]: 1 }, { 'anthropic-version': '2026-10-21' })).toMatch(`${name}: Extra inputs`);
  });

  const accepted: [what: string, body: Json, betas?: string][] = [
    ['a prompt', {}],
    ['an answer that the caller began', talk(user(), assistant('The answer is'))],
    ['an answer of nothing at the end', talk(user(), assistant([]))],
    ['instructions between messages, of nothing too', talk({ role: 'system', content: '' }, user())],
    ['a picture', talk(user([image('image/png', PNG)]))],
    ['a loop of tools', talk(user(), assistant([use]), user([result]))],
    [
      'a loop of tools with its thoughts',
      { ...thinking(1_024), ...talk(user(), assistant([thought, use]), user([result])) },
    ],
    [
      'a loop of tools with thoughts that nobody may read',
      {
        ...thinking(1_024),
        ...talk(user(), assistant([{ type: 'redacted_thinking', data: 'x' }, use]), user([result])),
      },
    ],
    [
      'a loop of tools without thinking',
      { thinking: { type: 'disabled' }, ...talk(user(), assistant([use]), user([result])) },
    ],
    [
      'members with their betas',
      { context_management: {}, mcp_servers: [] },
      'context-management-2025-06-27,mcp-client-2025-11-20',
    ],
    ['a deferred tool with its beta', { tools: [{ name: 'f', defer_loading: true }] }, 'advanced-tool-use-2025-11-20'],
  ];
  it.each(accepted)('takes %s', (_what, body, betas = '') => {
    expect(refusal(body, { ...headers, 'anthropic-beta': betas })).toBeUndefined();
  });
});
