import { AppError } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { asEvents, readRecorded } from '../fixtures/read-recorded.ts';
import { createOpenAiReader } from './read-stream.ts';

const chunk = (delta: object, finish_reason: string | null = null, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  model: 'gpt-4.1-2025-04-14',
  choices: [{ index: 0, delta, logprobs: null, finish_reason, ...more }],
  usage: null,
});
const usageChunk = (usage: object) => ({ ...chunk({}), choices: [], usage });
const call = (index: number | undefined, id: string | undefined, name: string | undefined, args: string) =>
  chunk({
    tool_calls: [
      {
        ...(index !== undefined && { index }),
        ...(id && { id }),
        function: { ...(name && { name }), arguments: args },
      },
    ],
  });
const done = '[DONE]';

const read = (...events: (object | string)[]) => readRecorded(asEvents(...events), createOpenAiReader);
const failureOf = (...events: (object | string)[]): AppError => {
  try {
    read(...events);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('no AppError was thrown');
};

describe('a stream of OpenAI', () => {
  it('1: text and then a tool call ends tool_use, even where the server says stop', () => {
    for (const finish of ['tool_calls', 'stop', 'function_call']) {
      const { events } = read(chunk({ content: 'Let me see' }), call(0, 'call_1', 'f', '{}'), chunk({}, finish), done);
      expect(events.at(-1)).toEqual({ type: 'finish', stopReason: 'tool_use' });
    }
  });

  it('2: no empty leading text', () => {
    const { events } = read(
      chunk({ role: 'assistant', content: '', refusal: null }),
      chunk({ content: 'hi' }),
      chunk({}, 'stop'),
      done,
    );
    expect(events).toEqual([
      { type: 'text', text: 'hi' },
      { type: 'finish', stopReason: 'end_turn' },
    ]);
  });

  it('3: parallel calls are told apart by index; id and name come first, then fragments', () => {
    const { events } = read(
      call(0, 'call_1', 'f', ''),
      call(0, undefined, undefined, '{"a":'),
      call(1, 'call_2', 'g', ''),
      call(0, undefined, undefined, '1}'),
      call(1, undefined, undefined, '{}'),
      chunk({}, 'tool_calls'),
      done,
    );
    expect(events.slice(0, -1)).toEqual([
      { type: 'tool_call', toolIndex: 0, id: 'call_1', name: 'f' },
      { type: 'tool_arguments', toolIndex: 0, fragment: '{"a":' },
      { type: 'tool_call', toolIndex: 1, id: 'call_2', name: 'g' },
      { type: 'tool_arguments', toolIndex: 0, fragment: '1}' },
      { type: 'tool_arguments', toolIndex: 1, fragment: '{}' },
    ]);
  });

  it('3: servers that leave out the index or the id are understood', () => {
    const byId = read(
      call(undefined, 'a', 'f', '{}'),
      call(undefined, 'b', 'f', '{}'),
      chunk({}, 'tool_calls'),
      done,
    ).events;
    expect(byId.filter((event) => event.type === 'tool_call')).toMatchObject([{ id: 'a' }, { id: 'b' }]);
    const unnamed = read(
      call(undefined, undefined, 'f', '{'),
      call(undefined, undefined, undefined, '}'),
      chunk({}, 'stop'),
      done,
    ).events;
    expect(unnamed).toMatchObject([
      { type: 'tool_call', toolIndex: 0, id: expect.stringMatching(/^call_/) },
      { type: 'tool_arguments', toolIndex: 0, fragment: '{' },
      { type: 'tool_arguments', toolIndex: 0, fragment: '}' },
      { type: 'finish', stopReason: 'tool_use' },
    ]);
  });

  it.each(['reasoning_content', 'reasoning'])('4: %s of compatible servers comes through', (key) => {
    expect(read(chunk({ [key]: 'hm' }), chunk({}, 'stop'), done).events[0]).toEqual({ type: 'reasoning', text: 'hm' });
  });

  it('6: a missing [DONE] after a finish reason is success, an end without a finish reason is an error', () => {
    expect(read(chunk({ content: 'hi' }), chunk({}, 'stop')).events.at(-1)).toMatchObject({ type: 'finish' });
    expect(failureOf(chunk({ content: 'hi' })).code).toBe('provider_bad_response');
    expect(failureOf(chunk({ content: 'hi' }), done).code).toBe('provider_bad_response');
  });

  it('6: unknown objects, comments and other choices are skipped', () => {
    const other = { choices: [{ index: 1, delta: { content: 'second choice' } }] };
    const body = `: OPENROUTER PROCESSING\n\n${asEvents({ object: 'weather.report' }, other, chunk({ content: 'hi' }), chunk({}, 'stop'), done)}`;
    const { events, skipped } = readRecorded(body, createOpenAiReader);
    expect(events.map((event) => event.type)).toEqual(['text', 'finish']);
    expect(skipped).toBe(0);
  });

  it.each([
    [{ message: 'The server had an error', type: 'server_error', code: null }, 'provider_unavailable'],
    [{ message: 'slow down', type: 'requests', code: 'rate_limit_exceeded' }, 'provider_rate_limited'],
    [{ message: 'Overloaded', code: 529 }, 'provider_unavailable'],
    [{ message: 'CUDA out of memory', type: 'InternalServerError', code: 500 }, 'provider_unavailable'],
    ['it broke', 'provider_unavailable'],
  ])('7: an error %j in the stream stays an error', (error, code) => {
    expect(failureOf(chunk({ content: 'hi' }), { error }).code).toBe(code);
  });

  it('8: one bad JSON chunk is skipped and counted', () => {
    const { events, skipped } = read(
      chunk({ content: 'a' }),
      '{"id":"chatc',
      chunk({ content: 'b' }),
      chunk({}, 'stop'),
      done,
    );
    expect(events.filter((event) => event.type === 'text')).toHaveLength(2);
    expect(skipped).toBe(1);
  });

  it('a refusal is the answer’s text', () => {
    expect(read(chunk({ refusal: 'I cannot' }), chunk({}, 'stop'), done).events[0]).toEqual({
      type: 'text',
      text: 'I cannot',
    });
  });
});

describe('stop reasons of OpenAI', () => {
  it.each([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['tool_calls', 'tool_use'],
    ['content_filter', 'refusal'],
    ['eos', 'end_turn'],
  ])('%s is %s', (told, expected) => {
    expect(read(chunk({}, told), done).events.at(-1)).toEqual({ type: 'finish', stopReason: expected });
  });

  it('a stop sequence that the server names is named', () => {
    const { events } = read(chunk({}, 'stop', { stop_reason: 'END' }), done);
    expect(events.at(-1)).toEqual({ type: 'finish', stopReason: 'stop_sequence', stopSequence: 'END' });
  });
});

describe('usage of OpenAI', () => {
  const usageOf = (usage: object) =>
    read(chunk({ content: 'hi' }), chunk({}, 'stop'), usageChunk(usage), done).events.find(
      (event) => event.type === 'usage',
    );

  it('9: cached and written tokens are taken out of the prompt’s, so that each is billed once', () => {
    const told = {
      prompt_tokens: 2_006,
      completion_tokens: 300,
      total_tokens: 2_306,
      prompt_tokens_details: { cached_tokens: 1_920, cache_write_tokens: 6 },
      completion_tokens_details: { reasoning_tokens: 256 },
    };
    expect(usageOf(told)).toEqual({
      type: 'usage',
      usage: {
        inputTokens: 80,
        cacheReadTokens: 1_920,
        cacheWrite5mTokens: 6,
        cacheWrite1hTokens: 0,
        outputTokens: 300,
        reasoningTokens: 256,
        estimated: false,
      },
    });
  });

  it('9: pictures are a part of the uncached input, and never more than it', () => {
    const told = { prompt_tokens: 100, completion_tokens: 1 };
    const images = (cached_tokens: number) =>
      usageOf({ ...told, prompt_tokens_details: { cached_tokens, image_tokens: 85 } });
    expect(images(0)).toMatchObject({ usage: { inputTokens: 100, imageTokens: 85 } });
    expect(images(40)).toMatchObject({ usage: { inputTokens: 60, imageTokens: 60 } });
    expect(usageOf(told)).not.toHaveProperty('usage.imageTokens');
  });

  it('9: more cached tokens than prompt tokens never make a negative input', () => {
    expect(
      usageOf({ prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 99 } }),
    ).toMatchObject({
      usage: { inputTokens: 0, cacheReadTokens: 10 },
    });
  });

  it.each([
    { prompt_tokens: 10 },
    { prompt_tokens: -1, completion_tokens: 1 },
    { prompt_tokens: 1.5, completion_tokens: 1 },
    {},
  ])('12: %j counts as not told', (told) => {
    expect(usageOf(told)).toBeUndefined();
  });
});
