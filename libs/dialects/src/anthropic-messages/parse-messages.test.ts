import { describe, expect, it } from '@jest/globals';
import { parseMessages } from './parse-messages.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const body = (fields: Record<string, unknown> = {}) => ({
  model: 'claude-haiku-4-5-20251001',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hello' }],
  ...fields,
});
const toolUse = (id: string) => ({ type: 'tool_use', id, name: 'look', input: { q: 1 } });
const toolResult = (id: string, fields: Record<string, unknown> = {}) => ({
  type: 'tool_result',
  tool_use_id: id,
  ...fields,
});

/** The shape of a turn of Claude Code 2.1.330, shortened. */
const claudeCodeTurn = {
  model: 'claude-haiku-4-5-20251001',
  max_tokens: 32_000,
  stream: true,
  system: [
    { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.330;' },
    { type: 'text', text: 'You are Claude Code.', cache_control: { type: 'ephemeral', ttl: '1h' } },
  ],
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'Read a.ts', cache_control: { type: 'ephemeral' } }] },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: '', signature: 'c2lnbmF0dXJl' },
        { type: 'redacted_thinking', data: 'ZW5jcnlwdGVk' },
        { type: 'text', text: 'I read it.' },
        { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file: 'a.ts' }, caller: { type: 'direct' } },
      ],
    },
    { role: 'system', content: 'The date has changed.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: '<system-reminder>be brief</system-reminder>' },
        { tool_use_id: 'toolu_1', type: 'tool_result', content: 'no such file', is_error: true },
      ],
    },
  ],
  tools: [
    {
      name: 'Read',
      description: 'Reads a file',
      input_schema: { $schema: 'x', type: 'object', properties: {}, additionalProperties: false },
      eager_input_streaming: true,
    },
    { name: 'mcp__x__y', input_schema: { type: 'object' }, defer_loading: true, cache_control: { type: 'ephemeral' } },
  ],
  metadata: { user_id: '{"device_id":"d"}' },
  thinking: { type: 'adaptive', display: 'summarized' },
  context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
  output_config: { effort: 'medium' },
  safeguards: { a_key_of_next_year: true },
};

describe('parsing a message request', () => {
  it('takes a turn of Claude Code, with all that it marks, signs and does not name yet (14, 15, 19, 20)', () => {
    const { request, stream, nativeOnly } = parseMessages(claudeCodeTurn);
    expect(stream).toBe(true);
    expect(nativeOnly).toEqual({ errors: [], warnings: ['context_management is not passed on'] });
    expect(request.system).toEqual([
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.330;' },
      { type: 'text', text: 'You are Claude Code.', cacheControl: { ttl: '1h' } },
      { type: 'text', text: 'The date has changed.' },
    ]);
    expect(request.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Read a.ts', cacheControl: { ttl: '5m' } }] },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: '', signature: 'c2lnbmF0dXJl' },
          { type: 'reasoning', text: '', signature: 'redacted:ZW5jcnlwdGVk' },
          { type: 'text', text: 'I read it.' },
          { type: 'tool_call', id: 'toolu_1', name: 'Read', argumentsJson: '{"file":"a.ts"}' },
        ],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            toolCallId: 'toolu_1',
            content: [{ type: 'text', text: 'no such file' }],
            isError: true,
          },
          { type: 'text', text: '<system-reminder>be brief</system-reminder>' },
        ],
      },
    ]);
    expect(request.tools.map((tool) => tool.cacheControl)).toEqual([undefined, { ttl: '5m' }]);
    expect(request.tools[0]?.inputSchema).toBe(claudeCodeTurn.tools[0]?.input_schema);
    expect(request).toMatchObject({ maxOutputTokens: 32_000, reasoning: { effort: 'medium' } });
  });

  it('gathers parallel tool results of several user messages in one, before any text (15)', () => {
    const messages = [
      { role: 'user', content: 'go' },
      { role: 'assistant', content: [toolUse('a'), toolUse('b')] },
      { role: 'user', content: [toolResult('a'), { type: 'text', text: 'and' }] },
      { role: 'user', content: [toolResult('b', { content: [{ type: 'tool_reference', tool_name: 'Grep' }] })] },
      { role: 'assistant', content: 'so' },
      { role: 'user', content: 'ok' },
    ];
    const { request } = parseMessages(body({ messages }));
    expect(request.messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(request.messages[2]?.content).toEqual([
      { type: 'tool_result', toolCallId: 'a', content: [], isError: false },
      {
        type: 'tool_result',
        toolCallId: 'b',
        content: [{ type: 'text', text: 'Tool Grep is available.' }],
        isError: false,
      },
      { type: 'text', text: 'and' },
    ]);
  });

  it('keeps images inside tool results images, with the type that their bytes have (21)', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: PNG } };
    const messages = [
      { role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }] },
      { role: 'assistant', content: [toolUse('a')] },
      { role: 'user', content: [toolResult('a', { content: [image] })] },
    ];
    const { request } = parseMessages(body({ messages }));
    expect(request.messages[0]?.content).toEqual([
      { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } },
    ]);
    expect(request.messages[2]?.content).toMatchObject([
      { content: [{ type: 'image', source: { kind: 'base64', mediaType: 'image/png', data: PNG } }] },
    ]);
  });

  it('keeps reasoning of providers that do not sign it, without a signature (19)', () => {
    const thinking = { type: 'thinking', thinking: 'Hm.', signature: '' };
    const messages = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: [thinking] },
    ];
    const { request } = parseMessages(body({ messages }));
    expect(request.messages[1]?.content).toEqual([{ type: 'reasoning', text: 'Hm.' }]);
  });

  it('marks the end of the conversation for automatic caching (20)', () => {
    const { request } = parseMessages(body({ cache_control: { type: 'ephemeral', ttl: '1h' } }));
    expect(request.messages[0]?.content[0]).toMatchObject({ cacheControl: { ttl: '1h' } });
  });

  it('reads tool_choice and parallel use (17)', () => {
    const tools = [{ name: 'f', input_schema: { type: 'object' } }];
    const read = (tool_choice: unknown) => parseMessages(body({ tools, tool_choice })).request;
    expect(read({ type: 'any', disable_parallel_tool_use: true })).toMatchObject({
      toolChoice: { kind: 'required' },
      parallelToolCalls: false,
    });
    expect(read({ type: 'tool', name: 'f' }).toolChoice).toEqual({ kind: 'tool', name: 'f' });
    expect(read({ type: 'none' }).toolChoice).toEqual({ kind: 'none' });
    expect(read({ type: 'auto' })).not.toHaveProperty('parallelToolCalls');
  });

  it.each([
    [{ thinking: { type: 'adaptive' } }, {}],
    [{ thinking: { type: 'disabled' } }, { effort: 'none' }],
    [{ thinking: { type: 'enabled', budget_tokens: 2048 } }, { budgetTokens: 2048 }],
    [{ thinking: { type: 'a_kind_of_next_year' } }, {}],
    [{ output_config: { effort: 'low' } }, { effort: 'low' }],
    [{ output_config: { effort: 'max' } }, { effort: 'max' }],
    [{}, undefined],
  ])('reads %j as reasoning %j', (fields, reasoning) => {
    expect(parseMessages(body(fields)).request.reasoning).toEqual(reasoning);
  });

  it('says in a warning what only its own dialect can do, instead of dropping it in silence (18)', () => {
    const tools = [
      { name: 'f', input_schema: { type: 'object' }, strict: true },
      { type: 'web_search_20250305', name: 'web_search' },
    ];
    const document = { type: 'document', source: { type: 'text', data: 'x' }, citations: { enabled: true } };
    const messages = [{ role: 'user', content: [document] }];
    const { request, nativeOnly } = parseMessages(body({ top_k: 5, speed: 'fast', tools, messages }));
    expect(request).toMatchObject({ topK: 5, tools: [{ name: 'f', strict: true }] });
    expect(nativeOnly.errors).toEqual([]);
    expect(nativeOnly.warnings).toHaveLength(3);
    for (const warning of nativeOnly.warnings) expect(warning).toMatch(/^[\x20-\x7e]+$/);
  });

  it('takes an empty system message, as Claude Code sends it after it compacted a conversation', () => {
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'system', content: [] },
    ];
    expect(parseMessages(body({ messages })).request).toMatchObject({ system: [], messages: [{ role: 'user' }] });
  });

  it('reads documents of every kind (21)', () => {
    const pdf = Buffer.from('%PDF-1.7\n').toString('base64');
    const sources = [
      { type: 'base64', media_type: 'application/octet-stream', data: pdf },
      { type: 'text', media_type: 'text/plain', data: 'notes' },
      { type: 'url', url: 'https://example.com/a.pdf' },
    ];
    const content = sources.map((source) => ({ type: 'document', source, title: 'a' }));
    expect(parseMessages(body({ messages: [{ role: 'user', content }] })).request.messages[0]?.content).toEqual([
      { type: 'document', title: 'a', source: { kind: 'base64', mediaType: 'application/pdf', data: pdf } },
      { type: 'document', title: 'a', source: { kind: 'text', text: 'notes' } },
      { type: 'document', title: 'a', source: { kind: 'url', url: 'https://example.com/a.pdf' } },
    ]);
  });

  it('leaves out empty text blocks, and an empty answer that is to be continued', () => {
    const messages = [
      {
        role: 'user',
        content: [
          { type: 'text', text: '' },
          { type: 'text', text: 'a' },
        ],
      },
      { role: 'assistant', content: '' },
    ];
    expect(parseMessages(body({ messages })).request.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
    ]);
  });
});
