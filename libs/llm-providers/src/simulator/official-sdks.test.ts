import Anthropic from '@anthropic-ai/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { countSimulatorTokens } from './answer/tokens.ts';
import { type Simulator, createSimulator } from './create-simulator.ts';

let simulator: Simulator;
let anthropic: Anthropic;
let openai: OpenAI;

beforeAll(async () => {
  simulator = await createSimulator();
  anthropic = new Anthropic({ apiKey: 'any', baseURL: `${simulator.url}/anthropic`, maxRetries: 0 });
  openai = new OpenAI({ apiKey: 'any', baseURL: `${simulator.url}/openai/v1`, maxRetries: 0 });
});
afterEach(() => simulator.reset());
afterAll(() => simulator.close());

const ask = (content: string): Anthropic.MessageCreateParamsNonStreaming => ({
  model: 'simulator-claude',
  max_tokens: 1_000,
  messages: [{ role: 'user', content }],
});
const prompt = (content: string): OpenAI.ChatCompletionCreateParamsNonStreaming => ({
  model: 'simulator-gpt',
  messages: [{ role: 'user', content }],
});
const weather = { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] };
const claudeTool: Anthropic.Tool = { name: 'get_weather', input_schema: weather };
const gptTool: OpenAI.ChatCompletionFunctionTool = {
  type: 'function',
  function: { name: 'get_weather', parameters: weather },
};

describe('the official Anthropic SDK against the simulator', () => {
  it('reads a streamed answer with the usage that was streamed', async () => {
    const message = await anthropic.messages.stream(ask('What is a ledger? [[sim: tokens=60]]')).finalMessage();
    const [block] = message.content;
    expect(message).toMatchObject({ role: 'assistant', stop_reason: 'end_turn', usage: { output_tokens: 60 } });
    expect(block?.type === 'text' && countSimulatorTokens(block.text)).toBe(60);
    expect(message.usage.input_tokens).toBe(countSimulatorTokens('What is a ledger? [[sim: tokens=60]]') + 3);
  });

  it('reads the same answer without streaming, at the same usage', async () => {
    const streamed = await anthropic.messages.stream(ask('What is a ledger?')).finalMessage();
    const plain = await anthropic.messages.create(ask('What is a ledger?'));
    expect(plain.content).toEqual(streamed.content);
    expect(plain.usage).toMatchObject({
      input_tokens: streamed.usage.input_tokens,
      output_tokens: streamed.usage.output_tokens,
    });
    expect(plain._request_id).toMatch(/^req_/);
  });

  it('keeps the order of events', async () => {
    const types: string[] = [];
    for await (const event of await anthropic.messages.create({ ...ask('[[sim: tokens=1]] hi'), stream: true }))
      types.push(event.type);
    expect(types).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('calls tools, two at once when wished, and answers after their results', async () => {
    const asked = { ...ask('Weather in Paris? [[sim: calls=2]]'), tools: [claudeTool] };
    const message = await anthropic.messages.stream(asked).finalMessage();
    expect(message.stop_reason).toBe('tool_use');
    const calls = message.content.filter((block) => block.type === 'tool_use');
    expect(calls).toMatchObject([{ input: { city: 'Paris' } }, { input: { city: 'Paris' } }]);
    const results = calls.map((call) => ({ type: 'tool_result' as const, tool_use_id: call.id, content: 'sunny' }));
    const messages: Anthropic.MessageParam[] = [
      ...asked.messages,
      { role: 'assistant', content: message.content },
      { role: 'user', content: results },
    ];
    const answer = await anthropic.messages.create({ ...asked, messages });
    expect(answer).toMatchObject({
      stop_reason: 'end_turn',
      content: [{ type: 'text', text: expect.stringContaining('sunny') }],
    });
  });

  it('thinks when asked', async () => {
    const message = await anthropic.messages
      .stream({ ...ask('hi'), max_tokens: 4_000, thinking: { type: 'enabled', budget_tokens: 1_024 } })
      .finalMessage();
    expect(message.content.map((block) => block.type)).toEqual(['thinking', 'text']);
    expect(message.content[0]).toMatchObject({ signature: expect.stringMatching(/.+/) });
  });

  it('honours max_tokens and stop sequences', async () => {
    const limited = await anthropic.messages.create({ ...ask('hi'), max_tokens: 7 });
    expect(limited).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 7 } });
    const stopped = await anthropic.messages.create({ ...ask('hi'), stop_sequences: ['simulator'] });
    expect(stopped).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: 'simulator' });
  });

  it('20: writes a prompt cache once, with its time to live, and reads it from then on', async () => {
    const rules = 'Be exact. '.repeat(50);
    const system = [
      { type: 'text' as const, text: rules, cache_control: { type: 'ephemeral' as const, ttl: '1h' as const } },
    ];
    const first = await anthropic.messages.create({ ...ask('one'), system });
    const second = await anthropic.messages.create({ ...ask('two'), system });
    const cached = countSimulatorTokens(rules) + 3;
    expect(first.usage).toMatchObject({
      cache_creation: { ephemeral_1h_input_tokens: cached },
      cache_read_input_tokens: 0,
    });
    expect(second.usage).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: cached });
    expect(second.usage.input_tokens).toBe(countSimulatorTokens('two') + 3);
  });

  it('counts tokens and lists models', async () => {
    const { input_tokens } = await anthropic.messages.countTokens({
      model: 'simulator-claude',
      messages: ask('Hello there').messages,
    });
    expect(input_tokens).toBe(countSimulatorTokens('Hello there') + 3);
    const { data } = await anthropic.models.list();
    expect(data.map((model) => model.id)).toContain('simulator-claude');
  });

  it.each([
    ['401', Anthropic.AuthenticationError, 401],
    ['403', Anthropic.PermissionDeniedError, 403],
    ['400', Anthropic.BadRequestError, 400],
    ['429', Anthropic.RateLimitError, 429],
    ['500', Anthropic.InternalServerError, 500],
    ['529', Anthropic.InternalServerError, 529],
  ])('23: raises %s as its own class', async (fault, errorClass, status) => {
    const error: unknown = await anthropic.messages
      .create(ask(`[[sim: fault=${fault} retry=3]]`))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject({ status, requestID: expect.stringMatching(/^req_/), error: { type: 'error' } });
  });

  it('raises an error event in the stream', async () => {
    await expect(anthropic.messages.stream(ask('[[sim: fault=stream-error at=5]] hi')).finalMessage()).rejects.toThrow(
      /overloaded_error/,
    );
  });

  it.each([
    ['sampling with the SDK’s own version', { temperature: 0.5 }, 'temperature'],
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['no messages', { messages: [] }, 'at least one message'],
    ['an empty text', { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] }, 'non-empty'],
    [
      'a stray result',
      { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x' }] }] },
      'unexpected `tool_use_id`',
    ],
    [
      'a call without result',
      {
        messages: [
          { role: 'assistant', content: [{ type: 'tool_use', id: 'x', name: 'f', input: {} }] },
          { role: 'user', content: 'hi' },
        ],
      },
      'without `tool_result`',
    ],
  ])('refuses %s as the real one does', async (_name, wrong, words) => {
    const body = { ...ask('hi'), ...wrong } as Anthropic.MessageCreateParamsNonStreaming;
    const error: unknown = await anthropic.messages.create(body).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(error).toMatchObject({ message: expect.stringContaining(words) });
  });
});

describe('the official OpenAI SDK against the simulator', () => {
  it('reads a streamed answer; usage comes only when it is asked for', async () => {
    const params = { ...prompt('What is a ledger? [[sim: tokens=60]]'), stream: true as const };
    const withUsage = await openai.chat.completions
      .stream({ ...params, stream_options: { include_usage: true } })
      .finalChatCompletion();
    expect(withUsage.usage).toMatchObject({
      completion_tokens: 60,
      prompt_tokens: countSimulatorTokens(textOf(params)) + 3,
    });
    expect(countSimulatorTokens(withUsage.choices[0]?.message.content ?? '')).toBe(60);
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of await openai.chat.completions.create(params)) chunks.push(chunk);
    expect(chunks.every((chunk) => chunk.usage === undefined && chunk.choices.length === 1)).toBe(true);
  });

  it('reads the same answer without streaming', async () => {
    const streamed = await openai.chat.completions
      .stream({ ...prompt('What is a ledger?'), stream: true })
      .finalChatCompletion();
    const plain = await openai.chat.completions.create(prompt('What is a ledger?'));
    expect(plain.choices[0]?.message.content).toBe(streamed.choices[0]?.message.content);
    expect(plain._request_id).toMatch(/^req_/);
  });

  it('calls tools, and answers after their results', async () => {
    const asked = { ...prompt('Weather in Paris? use the tool'), tools: [gptTool] };
    const completion = await openai.chat.completions.stream({ ...asked, stream: true }).finalChatCompletion();
    const [choice] = completion.choices;
    const [call] = choice?.message.tool_calls ?? [];
    expect(choice?.finish_reason).toBe('tool_calls');
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({ city: 'Paris' });
    const messages: OpenAI.ChatCompletionMessageParam[] = [
      ...asked.messages,
      { role: 'assistant', content: null, tool_calls: choice?.message.tool_calls ?? [] },
      { role: 'tool', tool_call_id: call?.id ?? '', content: 'sunny' },
    ];
    const answer = await openai.chat.completions.create({ ...asked, messages });
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: expect.stringContaining('sunny') },
    });
  });

  it('hides its reasoning and counts it', async () => {
    const { usage, choices } = await openai.chat.completions.create({ ...prompt('hi'), reasoning_effort: 'high' });
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0);
    expect(usage?.completion_tokens).toBe(
      countSimulatorTokens(choices[0]?.message.content ?? '') +
        (usage?.completion_tokens_details?.reasoning_tokens ?? 0),
    );
  });

  it('9: counts a long prompt’s known prefix as cached, inside the prompt’s tokens', async () => {
    const long = 'Be exact. '.repeat(800);
    const talk = (last: string): OpenAI.ChatCompletionCreateParamsNonStreaming => ({
      model: 'simulator-gpt',
      messages: [
        { role: 'system', content: long },
        { role: 'user', content: last },
      ],
    });
    const first = await openai.chat.completions.create(talk('one'));
    const second = await openai.chat.completions.create(talk('two'));
    expect(first.usage?.prompt_tokens_details?.cached_tokens).toBe(0);
    const cached = second.usage?.prompt_tokens_details?.cached_tokens ?? 0;
    expect(cached).toBeGreaterThanOrEqual(1_024);
    expect(cached % 128).toBe(0);
    expect(cached).toBeLessThan(second.usage?.prompt_tokens ?? 0);
  });

  it('embeds texts: the same text, the same unit vector, in base64 as the SDK asks', async () => {
    const { data, usage } = await openai.embeddings.create({ model: 'simulator-embedding', input: ['a', 'b', 'a'] });
    expect(data).toHaveLength(3);
    expect(data[0]?.embedding).toHaveLength(1_536);
    expect(data[0]?.embedding).toEqual(data[2]?.embedding);
    expect(data[0]?.embedding).not.toEqual(data[1]?.embedding);
    expect(Math.hypot(...(data[0]?.embedding ?? []))).toBeCloseTo(1, 4);
    expect(usage.prompt_tokens).toBe(3);
  });

  it('lists models', async () => {
    const { data } = await openai.models.list();
    expect(data.map((model) => model.id)).toContain('simulator-gpt');
  });

  it.each([
    ['401', OpenAI.AuthenticationError, 401],
    ['403', OpenAI.PermissionDeniedError, 403],
    ['400', OpenAI.BadRequestError, 400],
    ['429', OpenAI.RateLimitError, 429],
    ['500', OpenAI.InternalServerError, 500],
    ['503', OpenAI.InternalServerError, 503],
  ])('23: raises %s as its own class', async (fault, errorClass, status) => {
    const error: unknown = await openai.chat.completions
      .create(prompt(`[[sim: fault=${fault}]]`))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject({ status, requestID: expect.stringMatching(/^req_/) });
  });

  it.each([
    ['an unknown field', { colour: 'red' }, 'Unrecognized request argument'],
    ['a temperature above 2', { temperature: 3 }, "Invalid 'temperature'"],
    ['stream options without a stream', { stream_options: {} }, 'only allowed when'],
    [
      'a stray tool message',
      { messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] },
      'must be a response to a preceeding message',
    ],
    ['no messages', { messages: [] }, 'empty array'],
    ['an unknown role', { messages: [{ role: 'robot', content: 'hi' }] }, 'Supported values'],
  ])('refuses %s as the real one does', async (_name, wrong, words) => {
    const body = { ...prompt('hi'), ...wrong } as OpenAI.ChatCompletionCreateParamsNonStreaming;
    const error: unknown = await openai.chat.completions.create(body).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ message: expect.stringContaining(words), type: 'invalid_request_error' });
  });
});

function textOf(params: OpenAI.ChatCompletionCreateParams): string {
  return params.messages.map((message) => (typeof message.content === 'string' ? message.content : '')).join('');
}
