import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';

let fixture: GatewayFixture;
let caller: Caller;
beforeAll(async () => {
  fixture = await createGatewayFixture();
  caller = await fixture.openAccount();
});
afterAll(() => fixture.close());

type BadBody = [title: string, body: Record<string, unknown>, param: string, sentence: RegExp];

const item = (value: unknown) => ({ input: [value] });
const part = (value: unknown) => item({ role: 'user', content: [value] });
const tool = (value: unknown) => ({ tools: [value] });
const manyTools = Array.from({ length: 1_000 }, (_, at) => ({ type: 'function', name: `f${at}`, parameters: {} }));
const metadata = Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`key${at}`, 'x']));
const output = { type: 'function_call_output', call_id: 'nobody', output: 'x' };

const badBodies: BadBody[] = [
  ['no input', { input: undefined }, 'input', /at least one message/],
  ['input of a wrong type', { input: 7 }, 'input', /a string or an array/],
  ['an item that is no object', { input: ['Hi'] }, 'input[0]', /must be an object/],
  ['empty content', { input: '' }, 'input', /at least one message/],
  ['an unknown role', item({ role: 'robot', content: 'Hi' }), 'input[0].role', /one of/],
  ['no content', item({ role: 'user' }), 'input[0].content', /required/],
  ['a text without text', part({ type: 'input_text' }), 'input[0].content[0].text', /required/],
  ['an unknown part', part({ type: 'input_smell' }), 'input[0].content[0].type', /supported/],
  [
    'an image that is no image',
    part({ type: 'input_image', image_url: 'data:image/png;base64,aGVsbG8!' }),
    'input[0].content[0].image_url',
    /base64/,
  ],
  [
    'an image of a wrong media type',
    part({ type: 'input_image', image_url: 'data:text/html;base64,aGVsbG8=' }),
    'input[0].content[0].image_url',
    /PNG/,
  ],
  ['an image by its id', part({ type: 'input_image', file_id: 'file-1' }), 'input[0].content[0].file_id', /keeps none/],
  ['a file without data', part({ type: 'input_file', filename: 'a.pdf' }), 'input[0].content[0].file_data', /required/],
  ['a result without its call', { input: [{ role: 'user', content: 'Hi' }, output] }, 'input[1].call_id', /tool call/],
  [
    'a call without a name',
    item({ type: 'function_call', call_id: 'a', arguments: '{}' }),
    'input[0].name',
    /required/,
  ],
  [
    'arguments that are no text',
    item({ type: 'function_call', call_id: 'a', name: 'f', arguments: {} }),
    'input[0].arguments',
    /a string/,
  ],
  ['an item that nobody keeps', item({ type: 'item_reference', id: 'msg_1' }), 'input[0].id', /keeps for you/],
  ['a number as instructions', { instructions: 7 }, 'instructions', /a string/],
  ['a hot temperature', { temperature: 3 }, 'temperature', /at most 2/],
  ['a limit of words', { max_output_tokens: 'many' }, 'max_output_tokens', /number/],
  ['1,000 tools', { tools: manyTools }, 'tools', /at most 128/],
  ['a tool without a type', tool({ name: 'f' }), 'tools[0].type', /required/],
  ['a function without a name', tool({ type: 'function' }), 'tools[0].name', /required/],
  ['a name that no provider takes', tool({ type: 'function', name: 'a b' }), 'tools[0].name', /letters/],
  ['two tools of one name', { tools: [manyTools[0], manyTools[0]] }, 'tools[1].name', /unique/],
  [
    'a tool that is not sold',
    tool({ type: 'code_interpreter', container: { type: 'auto' } }),
    'tools[0].type',
    /not offered/,
  ],
  ['a search of files', tool({ type: 'file_search', vector_store_ids: [] }), 'tools[0].type', /not offered/],
  ['pictures', tool({ type: 'image_generation' }), 'tools[0].type', /not offered/],
  [
    'a shell in a container',
    tool({ type: 'shell', environment: { type: 'container_auto' } }),
    'tools[0].environment',
    /local/,
  ],
  ['the choice of no tool', { tool_choice: { type: 'function', name: 'g' } }, 'tool_choice.name', /one of the tools/],
  ['tools that must be called and are not there', { tool_choice: 'required' }, 'tool_choice', /needs tools/],
  ['an unknown format', { text: { format: { type: 'yaml' } } }, 'text.format.type', /one of/],
  [
    'a format without its schema',
    { text: { format: { type: 'json_schema', name: 'a' } } },
    'text.format.schema',
    /required/,
  ],
  ['an unknown effort', { reasoning: { effort: 'heroic' } }, 'reasoning.effort', /one of/],
  ['too much metadata', { metadata }, 'metadata', /at most 16/],
  ['metadata that is no text', { metadata: { a: 1 } }, 'metadata.a', /a string/],
  ['a background that keeps nothing', { background: true, store: false }, 'background', /store/],
  ['a conversation of the provider', { conversation: 'conv_1' }, 'conversation', /previous_response_id/],
  ['a prompt of the provider', { prompt: { id: 'pmpt_1' } }, 'prompt', /instructions/],
];

describe('a body that cannot be answered', () => {
  it.each(badBodies)('%s: is 400, names the field, and costs nothing', async (_title, body, param, sentence) => {
    for (const stream of [false, true]) {
      const response = await caller.post('/v1/responses', { model: MODEL, input: 'Hi', stream, ...body });
      expect(response.status).toBe(400);
      const { error } = (await response.json()) as { error: Record<string, unknown> };
      expect(error).toMatchObject({ type: 'invalid_request_error', code: 'validation_failed', param });
      expect(error['message']).toMatch(sentence);
    }
    expect(await fixture.runsOf(caller.accountId)).toEqual([]);
  });

  it.each([
    ['starting_after=x', 'starting_after'],
    ['stream=perhaps', 'stream'],
  ])('neither is a query of %s', async (query, param) => {
    const answer = caller.post('/v1/responses', { model: MODEL, input: 'Hi', background: true });
    const { id } = (await (await answer).json()) as { id: string };
    const response = await caller.get(`/v1/responses/${id}?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param } });
    await (await caller.post(`/v1/responses/${id}/cancel`, {})).json();
  });
});
