import { AppError, type ModelPrice, noUsage, priceOf, usdPerMillionToMicros } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { asEvents, readRecorded } from '../fixtures/read-recorded.ts';
import { createAnthropicReader } from './read-stream.ts';

const start = (usage: object | null = { input_tokens: 10, output_tokens: 1 }) => ({
  type: 'message_start',
  message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5-20250929', content: [], usage },
});
const open = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
const delta = (index: number, body: object) => ({ type: 'content_block_delta', index, delta: body });
const text = (index: number, words: string) => delta(index, { type: 'text_delta', text: words });
const close = (index: number) => ({ type: 'content_block_stop', index });
const end = (
  stop_reason: string | null,
  usage: object | null = { output_tokens: 5 },
  stop_sequence: string | null = null,
) => ({
  type: 'message_delta',
  delta: { stop_reason, stop_sequence },
  usage,
});
const stop = { type: 'message_stop' };
const tool = (index: number, name: string) => open(index, { type: 'tool_use', id: `toolu_${name}`, name, input: {} });
const json = (index: number, partial_json: string) => delta(index, { type: 'input_json_delta', partial_json });

const toPrice = (usd: { input: number; output: number; cacheRead: number; cacheWrite5m: number }): ModelPrice => ({
  inputMicros: usdPerMillionToMicros(usd.input),
  cacheReadMicros: usdPerMillionToMicros(usd.cacheRead),
  cacheWrite5mMicros: usdPerMillionToMicros(usd.cacheWrite5m),
  cacheWrite1hMicros: usdPerMillionToMicros(usd.cacheWrite5m),
  outputMicros: usdPerMillionToMicros(usd.output),
});

const read = (...events: (object | string)[]) => readRecorded(asEvents(...events), createAnthropicReader);
const failureOf = (...events: (object | string)[]): AppError => {
  try {
    read(...events);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('no AppError was thrown');
};

describe('a stream of Anthropic', () => {
  it('1: text and then a tool call ends tool_use', () => {
    const { events } = read(
      start(),
      open(0, { type: 'text', text: '' }),
      text(0, 'Let me see'),
      close(0),
      tool(1, 'a'),
      json(1, '{}'),
      close(1),
      end('tool_use'),
      stop,
    );
    expect(events.at(-1)).toEqual({ type: 'finish', stopReason: 'tool_use' });
  });

  it('1: ends tool_use even when a proxy says end_turn', () => {
    expect(read(start(), tool(0, 'a'), close(0), end('end_turn'), stop).events.at(-1)).toMatchObject({
      stopReason: 'tool_use',
    });
  });

  it('3: counts tools only, gives id and name first and then nothing but fragments', () => {
    const { events } = read(
      start(),
      open(0, { type: 'text', text: '' }),
      text(0, 'x'),
      close(0),
      tool(1, 'a'),
      json(1, ''),
      json(1, '{"q":'),
      json(1, '1}'),
      close(1),
      tool(2, 'b'),
      close(2),
      end('tool_use'),
      stop,
    );
    expect(events.filter((event) => event.type.startsWith('tool'))).toEqual([
      { type: 'tool_call', toolIndex: 0, id: 'toolu_a', name: 'a' },
      { type: 'tool_arguments', toolIndex: 0, fragment: '{"q":' },
      { type: 'tool_arguments', toolIndex: 0, fragment: '1}' },
      { type: 'tool_call', toolIndex: 1, id: 'toolu_b', name: 'b' },
      { type: 'tool_arguments', toolIndex: 1, fragment: '{}' },
    ]);
  });

  it('4: thinking comes through, with its signature, also when it is redacted', () => {
    const { events } = read(
      start(),
      open(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'hm' }),
      delta(0, { type: 'signature_delta', signature: 'sig' }),
      close(0),
      open(1, { type: 'redacted_thinking', data: 'b64' }),
      close(1),
      end('end_turn'),
      stop,
    );
    expect(events.filter((event) => event.type === 'reasoning')).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'reasoning', text: '', signature: 'sig' },
      { type: 'reasoning', text: '', signature: 'redacted:b64' },
    ]);
  });

  it('5: finishes with a null stop reason when the message was stopped', () => {
    expect(read(start(), end(null), stop).events.at(-1)).toEqual({ type: 'finish', stopReason: 'end_turn' });
  });

  it('6: skips pings, comments and unknown events', () => {
    const body = `${asEvents(start(), { type: 'ping' }, { type: 'weather_report', sky: 'clear' })}: comment\n\n${asEvents(open(0, { type: 'text', text: '' }), text(0, 'hi'), delta(0, { type: 'citations_delta' }), end('end_turn'), stop)}`;
    const { events, skipped } = readRecorded(body, createAnthropicReader);
    expect(events.filter((event) => event.type === 'text')).toEqual([{ type: 'text', text: 'hi' }]);
    expect(skipped).toBe(0);
  });

  it('6: a missing message_stop after a stop reason is success, an end without a stop reason is an error', () => {
    expect(read(start(), text(0, 'hi'), end('end_turn')).events.at(-1)).toMatchObject({ type: 'finish' });
    expect(failureOf(start(), text(0, 'hi')).code).toBe('provider_bad_response');
  });

  it.each([
    ['overloaded_error', 'provider_unavailable'],
    ['rate_limit_error', 'provider_rate_limited'],
    ['api_error', 'provider_unavailable'],
    ['authentication_error', 'provider_misconfigured'],
    ['invalid_request_error', 'provider_rejected'],
    ['something_new', 'provider_unavailable'],
  ])('7: an error event %s after 200 stays an error', (type, code) => {
    expect(failureOf(start(), text(0, 'hi'), { type: 'error', error: { type, message: 'Sorry' } }).code).toBe(code);
  });

  it('8: one bad JSON chunk is skipped and counted', () => {
    const { events, skipped } = read(
      start(),
      text(0, 'a'),
      '{"type":"content_blo',
      text(0, 'b'),
      end('end_turn'),
      stop,
    );
    expect(events.filter((event) => event.type === 'text')).toHaveLength(2);
    expect(skipped).toBe(1);
  });

  it('survives events that come twice', () => {
    const { events } = read(
      start(),
      start(),
      tool(0, 'a'),
      tool(0, 'a'),
      json(0, '{}'),
      close(0),
      close(0),
      end('tool_use'),
      end('tool_use'),
      stop,
      stop,
    );
    expect(events.filter((event) => event.type === 'tool_call')).toHaveLength(1);
    expect(events.filter((event) => event.type === 'tool_arguments')).toHaveLength(1);
    expect(events.filter((event) => event.type === 'finish')).toHaveLength(1);
  });

  it('tells which model answers', () => {
    expect(read(start(), end('end_turn'), stop).models).toEqual(['claude-sonnet-4-5-20250929']);
  });
});

describe('stop reasons of Anthropic', () => {
  it.each([
    ['end_turn', 'end_turn'],
    ['max_tokens', 'max_tokens'],
    ['tool_use', 'tool_use'],
    ['refusal', 'refusal'],
    ['model_context_window_exceeded', 'context_window_exceeded'],
    ['something_new', 'end_turn'],
  ])('%s is %s', (told, expected) => {
    expect(read(start(), end(told), stop).events.at(-1)).toEqual({ type: 'finish', stopReason: expected });
  });

  it('stop_sequence names the sequence', () => {
    const { events } = read(start(), end('stop_sequence', {}, 'END'), stop);
    expect(events.at(-1)).toEqual({ type: 'finish', stopReason: 'stop_sequence', stopSequence: 'END' });
  });

  it('pause_turn is not an end', () => {
    expect(failureOf(start(), end('pause_turn'), stop).code).toBe('provider_bad_response');
  });
});

describe('usage of Anthropic', () => {
  const lastUsage = (...events: object[]) => read(...events).events.findLast((event) => event.type === 'usage');

  it('9: cache reads and writes stand beside the input tokens, writes by their time to live', () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 50,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
      output_tokens: 1,
    };
    expect(
      lastUsage(
        start(usage),
        end('end_turn', { output_tokens: 7, output_tokens_details: { thinking_tokens: 3 } }),
        stop,
      ),
    ).toEqual({
      type: 'usage',
      usage: {
        inputTokens: 10,
        cacheReadTokens: 100,
        cacheWrite5mTokens: 20,
        cacheWrite1hTokens: 30,
        outputTokens: 7,
        reasoningTokens: 3,
        estimated: false,
      },
    });
  });

  it('10: message_delta is cumulative and replaces what message_start said, never adds', () => {
    const later = { input_tokens: 12, output_tokens: 5, cache_read_input_tokens: 3, cache_creation_input_tokens: null };
    expect(lastUsage(start(), end('end_turn', later), end('end_turn', later), stop)).toMatchObject({
      usage: { inputTokens: 12, outputTokens: 5, cacheReadTokens: 3, cacheWrite5mTokens: 0 },
    });
  });

  it('12: unusable numbers count as not told', () => {
    expect(lastUsage(start({ input_tokens: -1, output_tokens: 1 }), end('end_turn', null), stop)).toBeUndefined();
    const { events } = read(start(), text(0, 'hi'), end('end_turn', { output_tokens: 'many' }), stop);
    expect(events.filter((event) => event.type === 'usage')).toHaveLength(1);
  });

  it.each([
    {
      name: 'litellm issue 9812: US$ 0.0544, not 0.0913',
      usage: { input_tokens: 3, cache_creation_input_tokens: 12_304, cache_read_input_tokens: 0, output_tokens: 550 },
      list: { input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 3.75 },
      micros: 543_990n,
    },
    {
      name: 'bifrost issue 3451: US$ 1.06, not 1.86',
      usage: { input_tokens: 6, cache_creation_input_tokens: 159_217, output_tokens: 2_745 },
      list: { input: 5, output: 25, cacheRead: 0.5, cacheWrite5m: 6.25 },
      micros: 10_637_613n,
    },
  ])('13: cached tokens are billed once: $name', ({ usage, list, micros }) => {
    const { output_tokens, ...input } = usage;
    const told = lastUsage(start({ ...input, output_tokens: 1 }), end('end_turn', { output_tokens }), stop);
    expect(told?.type === 'usage' && priceOf(told.usage, toPrice(list))).toBe(micros);
  });

  it('13: searches that the provider ran are counted, for they cost beside the tokens', () => {
    const searched = { output_tokens: 5, server_tool_use: { web_search_requests: 2 } };
    const told = lastUsage(start(), text(0, 'Found.'), end('end_turn', searched), stop);
    expect(told).toMatchObject({ usage: { webSearches: 2, outputTokens: 5 } });
    const usage = told?.type === 'usage' ? told.usage : noUsage;
    const price = { ...toPrice({ input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0 }), webSearchMicros: 100_000 };
    expect(priceOf(usage, price)).toBe(200_000n);
  });
});
