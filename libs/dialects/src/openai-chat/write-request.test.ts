import { describe, expect, it } from '@jest/globals';
import { chatRequest, modelTarget, parallelToolTalk, weatherTool } from '../fixtures/chat-requests.ts';
import { toOpenAiBody } from './write-request.ts';
import { compatibleTraits, openAiTraits } from './openai-traits.ts';

const gpt41 = modelTarget('gpt-4.1');
const gpt5 = modelTarget('gpt-5');
const bodyOf = (overrides: Parameters<typeof chatRequest>[0], target = gpt41) =>
  toOpenAiBody(chatRequest(overrides), target, openAiTraits).body;
const adjustedBy = (overrides: Parameters<typeof chatRequest>[0], target = gpt41) =>
  toOpenAiBody(chatRequest(overrides), target, openAiTraits).adjustments.map(({ parameter }) => parameter);

describe('a request for OpenAI', () => {
  it('11: always asks for usage', () => {
    expect(bodyOf({})).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it('14: sends system texts as one message, joined by a newline', () => {
    const system = [
      { type: 'text' as const, text: 'Be kind.' },
      { type: 'text' as const, text: 'Be short.' },
    ];
    expect(bodyOf({ system }).messages[0]).toEqual({ role: 'system', content: 'Be kind.\nBe short.' });
  });

  it('15, 19: answers each tool call by a message of its own, before the user’s text; reasoning stays out', () => {
    expect(bodyOf({ messages: parallelToolTalk }).messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
          { id: 'call_2', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
      { role: 'tool', tool_call_id: 'call_2', content: 'Error: no such city' },
      { role: 'user', content: 'Be quick.' },
    ]);
  });

  it('16: passes broken tool arguments on as the model wrote them', () => {
    const content = [{ type: 'tool_call' as const, id: 'call_1', name: 'f', argumentsJson: '{"a' }];
    expect(bodyOf({ messages: [{ role: 'assistant', content }] }).messages[0]).toMatchObject({
      content: null,
      tool_calls: [{ function: { arguments: '{"a' } }],
    });
  });

  it('17: passes tool schemas whole and maps the choice', () => {
    const body = bodyOf({
      tools: [weatherTool],
      toolChoice: { kind: 'tool', name: 'get_weather' },
      parallelToolCalls: false,
    });
    expect(body.tools).toEqual([
      {
        type: 'function',
        function: { name: 'get_weather', description: 'Weather of a city', parameters: weatherTool.inputSchema },
      },
    ]);
    expect(body).toMatchObject({
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
      parallel_tool_calls: false,
    });
    expect(bodyOf({ tools: [weatherTool], toolChoice: { kind: 'required' } }).tool_choice).toBe('required');
    expect(bodyOf({ toolChoice: { kind: 'none' }, parallelToolCalls: false })).not.toHaveProperty('tool_choice');
  });

  it('18: names the limit as OpenAI does, and as compatible servers do', () => {
    expect(bodyOf({ maxOutputTokens: 50 })).toMatchObject({ max_completion_tokens: 50 });
    const { body } = toOpenAiBody(chatRequest({ maxOutputTokens: 50 }), gpt41, compatibleTraits);
    expect(body).toMatchObject({ max_tokens: 50 });
    expect(body).not.toHaveProperty('max_completion_tokens');
  });

  it('18: says what it leaves out instead of dropping it in silence', () => {
    expect(adjustedBy({ stopSequences: ['1', '2', '3', '4', '5'], maxOutputTokens: 99_999 })).toEqual([
      'max_tokens',
      'stop',
    ]);
    expect(adjustedBy({ temperature: 0.2, topP: 0.5 }, gpt5)).toEqual(['temperature', 'top_p']);
    const plain = modelTarget('gpt-4.1', { capabilities: { tools: true, images: true, reasoning: false } });
    expect(adjustedBy({ reasoning: { effort: 'high' } }, plain)).toEqual(['reasoning']);
  });

  it('21: sends images as data URLs named by their first bytes, and those of tool results behind the results', () => {
    const image = {
      type: 'image' as const,
      source: { kind: 'base64' as const, mediaType: 'image/png', data: '/9j/4AAQ' },
    };
    const result = {
      type: 'tool_result' as const,
      toolCallId: 'call_1',
      content: [{ type: 'text' as const, text: 'seen' }, image],
    };
    const url = { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,/9j/4AAQ' } };
    expect(
      bodyOf({ messages: [{ role: 'user', content: [result, { type: 'text', text: 'What is it?' }] }] }).messages,
    ).toEqual([
      { role: 'tool', tool_call_id: 'call_1', content: 'seen' },
      { role: 'user', content: [url, { type: 'text', text: 'What is it?' }] },
    ]);
  });

  it.each([
    ['gpt-5', 'none', 'minimal'],
    ['gpt-5-mini', 'minimal', 'minimal'],
    ['gpt-5.4', 'none', 'none'],
    ['gpt-5.4', 'minimal', 'low'],
    ['o4-mini', 'none', 'low'],
    ['gpt-6-sol', 'high', 'high'],
    ['gpt-6-sol', 'max', 'xhigh'],
  ] as const)(
    '18: asks %s for the effort nearest to %s, and says so where it is another',
    (model, effort, expected) => {
      const { body, adjustments } = toOpenAiBody(
        chatRequest({ reasoning: { effort } }),
        modelTarget(model),
        openAiTraits,
      );
      expect(body.reasoning_effort).toBe(expected);
      const nearest = `Effort ${expected}, the nearest to ${effort} that this model knows.`;
      expect(adjustments.map(({ message }) => message)).toEqual(effort === expected ? [] : [nearest]);
    },
  );

  it('turns a thinking budget into an effort', () => {
    expect(bodyOf({ reasoning: { budgetTokens: 2_000 } }, gpt5).reasoning_effort).toBe('low');
    expect(bodyOf({ reasoning: { budgetTokens: 32_000 } }, gpt5).reasoning_effort).toBe('high');
  });

  it('passes response format, seed, stop and sampling', () => {
    const schema = { type: 'object' };
    expect(
      bodyOf({
        responseFormat: { kind: 'json_schema', name: 'a', schema, strict: true },
        seed: 3,
        stopSequences: ['X'],
        temperature: 2,
        topP: 0.1,
      }),
    ).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema, strict: true } },
      seed: 3,
      stop: ['X'],
      temperature: 2,
      top_p: 0.1,
    });
  });
});
