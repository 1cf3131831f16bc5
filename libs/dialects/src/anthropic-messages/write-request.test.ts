import { describe, expect, it } from '@jest/globals';
import { chatRequest, modelTarget, parallelToolTalk, weatherTool } from '../fixtures/chat-requests.ts';
import { toAnthropicBody } from './write-request.ts';

const sonnet45 = modelTarget('claude-sonnet-4-5');
const bodyOf = (overrides: Parameters<typeof chatRequest>[0], target = sonnet45) =>
  toAnthropicBody(chatRequest(overrides), target).body;
const adjustedBy = (overrides: Parameters<typeof chatRequest>[0], target = sonnet45) =>
  toAnthropicBody(chatRequest(overrides), target).adjustments.map(({ parameter }) => parameter);

const PNG = 'iVBORw0KGgoAAAANSUhEUgAA';

describe('a request for Anthropic', () => {
  it('14: joins system texts by a newline, in order', () => {
    const system = [
      { type: 'text' as const, text: 'Be kind.' },
      { type: 'text' as const, text: 'Be short.' },
    ];
    expect(bodyOf({ system }).system).toBe('Be kind.\nBe short.');
  });

  it('15: puts parallel tool results into one user message, before its text, errors marked', () => {
    const { messages } = bodyOf({ messages: parallelToolTalk, tools: [weatherTool] });
    expect(messages).toHaveLength(3);
    expect(messages[2]).toEqual({
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'sunny' }] },
        {
          type: 'tool_result',
          tool_use_id: 'call_2',
          content: [{ type: 'text', text: 'no such city' }],
          is_error: true,
        },
        { type: 'text', text: 'Be quick.' },
      ],
    });
  });

  it.each([
    ['', {}],
    ['{"city":"Par', { INVALID_JSON: '{"city":"Par' }],
    ['[1]', { INVALID_JSON: '[1]' }],
    ['{"city":"Paris"}', { city: 'Paris' }],
  ])('16: tool arguments %j become an object whatever they are', (argumentsJson, input) => {
    const content = [{ type: 'tool_call' as const, id: 'call_1', name: 'get_weather', argumentsJson }];
    const { messages } = bodyOf({ messages: [{ role: 'assistant', content }] });
    expect(messages[0]?.content).toEqual([{ type: 'tool_use', id: 'call_1', name: 'get_weather', input }]);
  });

  it('17: passes tool schemas whole', () => {
    const inputSchema = { type: 'object', anyOf: [{ required: ['a'] }], additionalProperties: false, $defs: { x: {} } };
    expect(bodyOf({ tools: [{ name: 't', inputSchema }] }).tools).toEqual([{ name: 't', input_schema: inputSchema }]);
  });

  it.each([
    [{ kind: 'required' as const }, undefined, { type: 'any' }],
    [{ kind: 'tool' as const, name: 'get_weather' }, undefined, { type: 'tool', name: 'get_weather' }],
    [{ kind: 'none' as const }, undefined, { type: 'none' }],
    [{ kind: 'auto' as const }, false, { type: 'auto', disable_parallel_tool_use: true }],
    [undefined, false, { type: 'auto', disable_parallel_tool_use: true }],
    [undefined, undefined, undefined],
  ])('17: maps tool choice %j with parallel calls %j', (toolChoice, parallelToolCalls, expected) => {
    expect(bodyOf({ tools: [weatherTool], toolChoice, parallelToolCalls }).tool_choice).toEqual(expected);
  });

  it('18: always carries max_tokens: the model’s own when the caller sets none, never more than it can write', () => {
    expect(bodyOf({}).max_tokens).toBe(8_000);
    expect(bodyOf({ maxOutputTokens: 50 }).max_tokens).toBe(50);
    expect(bodyOf({ maxOutputTokens: 99_999 }).max_tokens).toBe(8_000);
    expect(adjustedBy({ maxOutputTokens: 99_999 })).toEqual(['max_tokens']);
  });

  it('18: lowers a temperature above 1 and says so', () => {
    expect(bodyOf({ temperature: 1.7 }).temperature).toBe(1);
    expect(adjustedBy({ temperature: 1.7 })).toEqual(['temperature']);
  });

  it('18: says what it leaves out instead of dropping it in silence', () => {
    expect(adjustedBy({ seed: 7, temperature: 0.5, topP: 0.9, responseFormat: { kind: 'json_object' } })).toEqual([
      'response_format',
      'seed',
      'top_p',
    ]);
    expect(adjustedBy({ temperature: 0.5 }, modelTarget('claude-opus-5'))).toEqual(['temperature']);
  });

  it('19: replays signed thinking before the tool call, also when it is empty, and leaves out unsigned', () => {
    const { messages } = bodyOf({ messages: parallelToolTalk });
    expect(messages[1]?.content).toMatchObject([
      { type: 'thinking', thinking: '', signature: 'signed' },
      { type: 'text' },
      { type: 'tool_use', id: 'call_1' },
      { type: 'tool_use', id: 'call_2' },
    ]);
    const unsigned = [{ role: 'assistant' as const, content: [{ type: 'reasoning' as const, text: 'hm' }] }];
    expect(bodyOf({ messages: unsigned }).messages).toEqual([]);
  });

  it('19: replays redacted thinking as what it was', () => {
    const content = [{ type: 'reasoning' as const, text: '', signature: 'redacted:b64' }];
    expect(bodyOf({ messages: [{ role: 'assistant', content }] }).messages[0]?.content).toEqual([
      { type: 'redacted_thinking', data: 'b64' },
    ]);
  });

  it('20: keeps cache_control on system, text, image, tool and tool result, with its time to live', () => {
    const hour = { cacheControl: { ttl: '1h' as const } };
    const body = bodyOf({
      system: [{ type: 'text', text: 'Long rules', ...hour }],
      tools: [{ ...weatherTool, cacheControl: { ttl: '5m' } }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a', ...hour },
            { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' }, ...hour },
            { type: 'tool_result', toolCallId: 'call_1', content: [], ...hour },
          ],
        },
      ],
    });
    const control = { type: 'ephemeral', ttl: '1h' };
    expect(body.system).toEqual([{ type: 'text', text: 'Long rules', cache_control: control }]);
    expect(body.tools?.[0]?.cache_control).toEqual({ type: 'ephemeral' });
    expect(body.messages[0]?.content).toMatchObject([
      { type: 'tool_result', cache_control: control },
      { type: 'text', cache_control: control },
      { type: 'image', cache_control: control },
    ]);
  });

  it('21: names an image by its first bytes, passes URLs, keeps images inside tool results', () => {
    const image = { type: 'image' as const, source: { kind: 'base64' as const, mediaType: 'image/jpeg', data: PNG } };
    const url = { type: 'image' as const, source: { kind: 'url' as const, url: 'https://example.com/a.png' } };
    const content = [image, url, { type: 'tool_result' as const, toolCallId: 'call_1', content: [image] }];
    const block = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } };
    expect(bodyOf({ messages: [{ role: 'user', content }] }).messages[0]?.content).toEqual([
      { type: 'tool_result', tool_use_id: 'call_1', content: [block] },
      block,
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
    ]);
  });

  it('asks for thinking in the way the model knows', () => {
    const reasoning = { effort: 'high' as const };
    expect(bodyOf({ reasoning }).thinking).toEqual({ type: 'enabled', budget_tokens: 7_999 });
    expect(bodyOf({ reasoning: { budgetTokens: 2_000 } }).thinking).toEqual({ type: 'enabled', budget_tokens: 2_000 });
    const adaptive = bodyOf({ reasoning }, modelTarget('claude-opus-5-5'));
    expect(adaptive).toMatchObject({ thinking: { type: 'adaptive' }, output_config: { effort: 'high' } });
    expect(bodyOf({ reasoning: { effort: 'none' } }).thinking).toBeUndefined();
  });

  it('says that the least effort is more than was asked for, where the model knows no less', () => {
    const reasoning = { effort: 'minimal' as const };
    const opus = modelTarget('claude-opus-5-5');
    expect(bodyOf({ reasoning }, opus).output_config).toEqual({ effort: 'low' });
    expect(adjustedBy({ reasoning }, opus)).toEqual(['reasoning']);
    expect(adjustedBy({ reasoning: { effort: 'low' } }, opus)).toEqual([]);
    expect(adjustedBy({ reasoning })).toEqual([]);
  });

  it('gives up thinking aloud when the limit leaves no room, and forced tools while thinking', () => {
    expect(adjustedBy({ reasoning: { effort: 'low' }, maxOutputTokens: 500 })).toEqual(['reasoning']);
    const forced = {
      reasoning: { effort: 'low' as const },
      tools: [weatherTool],
      toolChoice: { kind: 'required' as const },
    };
    expect(bodyOf(forced).tool_choice).toEqual({ type: 'auto' });
    expect(adjustedBy(forced)).toEqual(['tool_choice']);
  });

  it('refuses nothing that Anthropic would refuse: empty texts go, a begun answer loses its last white space', () => {
    const content = [
      { type: 'text' as const, text: '' },
      { type: 'text' as const, text: 'Once upon  ' },
    ];
    expect(bodyOf({ messages: [{ role: 'assistant', content }] }).messages[0]?.content).toEqual([
      { type: 'text', text: 'Once upon' },
    ]);
  });

  it('passes a JSON schema as the output format', () => {
    const schema = { type: 'object', properties: {} };
    const body = bodyOf({ responseFormat: { kind: 'json_schema', name: 'answer', schema } });
    expect(body.output_config).toEqual({ format: { type: 'json_schema', schema } });
  });

  it('19: a model with a budget does not think when its thoughts before the tool call are lost, and says so', () => {
    const messages = [
      { role: 'user' as const, content: [{ type: 'text' as const, text: 'Go.' }] },
      {
        role: 'assistant' as const,
        content: [{ type: 'tool_call' as const, id: 'a', name: 'f', argumentsJson: '{}' }],
      },
      { role: 'user' as const, content: [{ type: 'tool_result' as const, toolCallId: 'a', content: [] }] },
    ];
    const request = chatRequest({ messages, reasoning: { effort: 'high' as const } });
    const { body, adjustments } = toAnthropicBody(request, modelTarget('claude-sonnet-4-5'));
    expect(body).not.toHaveProperty('thinking');
    expect(adjustments.map(({ parameter }) => parameter)).toContain('reasoning');
  });
});
