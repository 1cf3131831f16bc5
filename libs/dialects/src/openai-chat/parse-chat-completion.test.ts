import { describe, expect, it } from '@jest/globals';
import { parseChatCompletion } from './parse-chat-completion.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const body = (fields: Record<string, unknown> = {}) => ({
  model: 'gpt-5.4-nano',
  messages: [{ role: 'user', content: 'Hello' }],
  ...fields,
});
const call = (id: string, args?: unknown) => ({ id, type: 'function', function: { name: 'look', arguments: args } });
const weatherTool = {
  type: 'function',
  function: { name: 'get_weather', description: 'Weather', parameters: { type: 'object', properties: {} } },
};

describe('parsing a chat completion', () => {
  it('needs no more than a model and a message', () => {
    expect(parseChatCompletion(body())).toEqual({
      models: ['gpt-5.4-nano'],
      nativeOnly: { errors: [], warnings: [] },
      extent: { answers: 1, webSearches: 0 },
      request: {
        model: 'gpt-5.4-nano',
        system: [],
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
        tools: [],
        stopSequences: [],
      },
      stream: false,
      includeUsage: false,
      warnings: [],
    });
  });

  it('takes what the official SDKs, aider and opencode send, unknown fields included', () => {
    const parsed = parseChatCompletion(
      body({
        stream: true,
        stream_options: { include_usage: true, include_obfuscation: false },
        tools: [{ ...weatherTool, eager_input_streaming: true, cache_control: { type: 'ephemeral' } }],
        user: 'u1',
        metadata: { a: 'b' },
        prompt_cache_key: 'k',
        store: false,
        n: 1,
        temperature: null,
        frequency_penalty: 0,
        logit_bias: {},
        modalities: ['text'],
        service_tier: 'auto',
        a_field_of_next_year: { nested: [1] },
      }),
    );
    expect(parsed).toMatchObject({ stream: true, includeUsage: true, warnings: [] });
    expect(parsed.request.tools[0]?.cacheControl).toEqual({ ttl: '5m' });
  });

  it('streams without usage when stream_options is missing (11)', () => {
    expect(parseChatCompletion(body({ stream: true }))).toMatchObject({ stream: true, includeUsage: false });
  });

  it('hoists system and developer messages in their order, from wherever they are (14)', () => {
    const messages = [
      { role: 'system', content: 'one' },
      { role: 'user', content: 'hi' },
      { role: 'developer', content: [{ type: 'text', text: 'two', cache_control: { type: 'ephemeral', ttl: '1h' } }] },
      { role: 'system', content: '' },
    ];
    const { request } = parseChatCompletion(body({ messages }));
    expect(request.system).toEqual([
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two', cacheControl: { ttl: '1h' } },
    ]);
    expect(request.messages).toHaveLength(1);
  });

  it('sends a lone system message as the user message that other providers need, and says so', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'system', content: 'Say hi.' },
    ];
    const { request, warnings } = parseChatCompletion(body({ messages }));
    expect(request.system).toEqual([{ type: 'text', text: 'Be brief.' }]);
    expect(request.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Say hi.' }] }]);
    expect(warnings).toEqual(['the last system message was sent as a user message']);
  });

  it('gathers parallel tool results in the one next user message, before any text (15)', () => {
    const messages = [
      { role: 'user', content: 'weather?' },
      { role: 'assistant', content: null, tool_calls: [call('a', '{}'), call('b', '{}')] },
      { role: 'tool', tool_call_id: 'b', content: 'rain' },
      { role: 'user', content: 'and?' },
      { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'sun' }] },
      { role: 'user', content: 'well?' },
    ];
    const { request } = parseChatCompletion(body({ messages }));
    expect(request.messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user']);
    expect(request.messages[2]?.content).toEqual([
      { type: 'tool_result', toolCallId: 'b', content: [{ type: 'text', text: 'rain' }], isError: false },
      { type: 'tool_result', toolCallId: 'a', content: [{ type: 'text', text: 'sun' }], isError: false },
      { type: 'text', text: 'and?' },
      { type: 'text', text: 'well?' },
    ]);
  });

  it.each([
    ['broken', '{"a":'],
    ['empty', ''],
    ['missing', undefined],
  ])('passes %s tool arguments on as they are (16)', (_name, args) => {
    const messages = [
      { role: 'user', content: 'x' },
      { role: 'assistant', tool_calls: [call('a', args)] },
      { role: 'tool', tool_call_id: 'a', content: '' },
    ];
    const { request } = parseChatCompletion(body({ messages }));
    expect(request.messages[1]?.content).toEqual([
      { type: 'tool_call', id: 'a', name: 'look', argumentsJson: args ?? '' },
    ]);
    expect(request.messages[2]?.content).toEqual([
      { type: 'tool_result', toolCallId: 'a', content: [], isError: false },
    ]);
  });

  it('passes tool schemas whole (17)', () => {
    const parameters = {
      type: 'object',
      description: 'deep',
      properties: { x: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/y' }] } },
      $defs: { y: { type: 'null', title: 'Y' } },
      additionalProperties: false,
    };
    const tools = [{ type: 'function', function: { name: 'f', parameters } }];
    expect(parseChatCompletion(body({ tools })).request.tools).toEqual([{ name: 'f', inputSchema: parameters }]);
  });

  it('gives a tool without parameters an empty schema, which Anthropic needs', () => {
    const tools = [{ type: 'function', function: { name: 'f' } }];
    const [tool] = parseChatCompletion(body({ tools })).request.tools;
    expect(tool?.inputSchema).toEqual({ type: 'object', properties: {} });
  });

  it('narrows the tools to those that tool_choice allows (17)', () => {
    const tools = [weatherTool, { type: 'function', function: { name: 'other' } }];
    const allowed_tools = { mode: 'required', tools: [{ type: 'function', function: { name: 'other' } }] };
    const { request } = parseChatCompletion(body({ tools, tool_choice: { type: 'allowed_tools', allowed_tools } }));
    expect(request.tools.map((tool) => tool.name)).toEqual(['other']);
    expect(request.toolChoice).toEqual({ kind: 'required' });
  });

  it('keeps parallel_tool_calls only where there are tools (17)', () => {
    expect(parseChatCompletion(body({ parallel_tool_calls: false })).request).not.toHaveProperty('parallelToolCalls');
    const { request } = parseChatCompletion(body({ parallel_tool_calls: false, tools: [weatherTool] }));
    expect(request.parallelToolCalls).toBe(false);
  });

  it('prefers max_completion_tokens over the older max_tokens (18)', () => {
    const limits = { max_tokens: 10, max_completion_tokens: 20 };
    expect(parseChatCompletion(body(limits)).request.maxOutputTokens).toBe(20);
    expect(parseChatCompletion(body({ max_tokens: 10 })).request.maxOutputTokens).toBe(10);
  });

  it('says in a warning what only its own dialect can do, instead of dropping it in silence (18)', () => {
    const { nativeOnly, warnings, request } = parseChatCompletion(
      body({
        frequency_penalty: 0.5,
        logit_bias: { '50256': -100 },
        store: true,
        verbosity: 'low',
        service_tier: 'flex',
        reasoning_effort: 'xhigh',
        tools: [{ type: 'function', function: { name: 'f', strict: true } }],
        messages: [{ role: 'user', name: 'ann\r\nx-evil: 1', content: 'hi' }],
      }),
    );
    expect(request.reasoning).toEqual({ effort: 'xhigh' });
    expect(request.tools[0]?.strict).toBe(true);
    expect(warnings).toEqual([]);
    expect(nativeOnly.warnings).toHaveLength(6);
    for (const warning of nativeOnly.warnings) expect(warning).toMatch(/^[\x20-\x7e]+$/);
  });

  it('reads data URLs as base64 with the media type that the bytes have, and leaves other URLs alone (21)', () => {
    const content = [
      { type: 'image_url', image_url: { url: `data:image/jpeg;base64,${PNG}` } },
      { type: 'image_url', image_url: { url: 'https://example.com/a.jpg', detail: 'auto' } },
    ];
    const { request } = parseChatCompletion(body({ messages: [{ role: 'user', content }] }));
    expect(request.messages[0]?.content).toEqual([
      { type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: PNG } },
      { type: 'image', source: { kind: 'url', url: 'https://example.com/a.jpg' }, detail: 'auto' },
    ]);
  });

  it('leaves out empty parts and messages, which Anthropic refuses', () => {
    const messages = [
      {
        role: 'user',
        content: [
          { type: 'text', text: '' },
          { type: 'text', text: 'a' },
        ],
      },
      { role: 'assistant', content: '' },
      { role: 'user', content: '' },
      { role: 'user', content: 'b' },
    ];
    const { request } = parseChatCompletion(body({ messages }));
    expect(request.messages.map((message) => message.content)).toEqual([
      [{ type: 'text', text: 'a' }],
      [{ type: 'text', text: 'b' }],
    ]);
  });

  it('reads response_format in its three forms', () => {
    const read = (response_format: unknown) => parseChatCompletion(body({ response_format })).request.responseFormat;
    expect(read({ type: 'text' })).toBeUndefined();
    expect(read({ type: 'json_object' })).toEqual({ kind: 'json_object' });
    const json_schema = { name: 'answer', schema: { type: 'object' }, strict: true };
    expect(read({ type: 'json_schema', json_schema })).toEqual({ kind: 'json_schema', ...json_schema });
  });

  it('reads stop as a string or a list, without empty sequences', () => {
    expect(parseChatCompletion(body({ stop: 'END' })).request.stopSequences).toEqual(['END']);
    expect(parseChatCompletion(body({ stop: ['', 'a'] })).request.stopSequences).toEqual(['a']);
  });
});
