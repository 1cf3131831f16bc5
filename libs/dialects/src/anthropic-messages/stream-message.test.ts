import type { RunEvent, StopReason } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { done, failed, reasoning, richAnswer, started, text, toolArguments, toolCall } from '../fixtures/run-events.ts';
import { createMessageCollector } from './collect-message.ts';
import { createMessageStream } from './stream-message.ts';

const answer = { id: 'msg_01jd', model: 'model-that-was-asked' };

function render(events: RunEvent[]): string {
  const stream = createMessageStream(answer);
  return events.map((event) => stream.onEvent(event)).join('');
}

function collect(events: RunEvent[]) {
  const collector = createMessageCollector(answer);
  for (const event of events) collector.onEvent(event);
  return collector.result();
}

/** What each server-sent event says; the event's name must be the type in its data. */
function eventsOf(sse: string) {
  const messages = sse.split('\n\n');
  expect(messages.pop()).toBe('');
  return messages.map((message) => {
    const [, name, data] = /^event: (\w+)\ndata: ([^\n]+)$/.exec(message) ?? [];
    const event = JSON.parse(data ?? '');
    expect(event.type).toBe(name);
    return event;
  });
}

/** One line for each event: its type, its index, and what starts or is added. */
const outline = (sse: string) =>
  eventsOf(sse).map((event) =>
    [event.type, event.index, event.content_block?.type ?? event.delta?.type]
      .filter((word) => word !== undefined)
      .join(' '),
  );

describe('a streamed message', () => {
  it('opens and closes each block by its type, with one index over all blocks (2, 3)', () => {
    expect(outline(render(richAnswer))).toEqual([
      'message_start',
      'content_block_start 0 thinking',
      'content_block_delta 0 thinking_delta',
      'content_block_delta 0 thinking_delta',
      'content_block_delta 0 signature_delta',
      'content_block_stop 0',
      'content_block_start 1 text',
      'content_block_delta 1 text_delta',
      'content_block_delta 1 text_delta',
      'content_block_stop 1',
      'content_block_start 2 tool_use',
      'content_block_delta 2 input_json_delta',
      'content_block_delta 2 input_json_delta',
      'content_block_stop 2',
      'content_block_start 3 tool_use',
      'content_block_delta 3 input_json_delta',
      'content_block_stop 3',
      'message_delta',
      'message_stop',
    ]);
  });

  it('opens no empty text block, and closes one that is left for a tool and come back to (2)', () => {
    const sse = render([text(''), toolCall(0, 'a', 'f'), toolArguments(0, '{}'), text('x'), text('y'), done()]);
    expect(outline(sse).slice(1, -2)).toEqual([
      'content_block_start 0 tool_use',
      'content_block_delta 0 input_json_delta',
      'content_block_stop 0',
      'content_block_start 1 text',
      'content_block_delta 1 text_delta',
      'content_block_delta 1 text_delta',
      'content_block_stop 1',
    ]);
  });

  it('makes a second reasoning segment its own block, signed on its own, also when it has no text (2, 4)', () => {
    const sse = render([reasoning('a', 'c2ln'), reasoning('', 'c2ly'), reasoning('b'), text('x'), done()]);
    expect(outline(sse).slice(1, -2)).toEqual([
      'content_block_start 0 thinking',
      'content_block_delta 0 thinking_delta',
      'content_block_delta 0 signature_delta',
      'content_block_stop 0',
      'content_block_start 1 thinking',
      'content_block_delta 1 signature_delta',
      'content_block_stop 1',
      'content_block_start 2 thinking',
      'content_block_delta 2 thinking_delta',
      'content_block_stop 2',
      'content_block_start 3 text',
      'content_block_delta 3 text_delta',
      'content_block_stop 3',
    ]);
  });

  it('gives redacted reasoning back as the block that Anthropic sent (4, 19)', () => {
    const events = [reasoning('', 'redacted:ZW5j'), text('x'), done()];
    expect(eventsOf(render(events))[1]).toMatchObject({ content_block: { type: 'redacted_thinking', data: 'ZW5j' } });
    expect(collect(events).content[0]).toEqual({ type: 'redacted_thinking', data: 'ZW5j' });
  });

  it('keeps reasoning that a merged frame joined to a redacted block apart from it (4)', () => {
    const events = [reasoning('a'), reasoning('b', 'redacted:ZW5j'), text('x'), done()];
    expect(outline(render(events)).filter((line) => line.includes('start'))).toEqual([
      'message_start',
      'content_block_start 0 thinking',
      'content_block_start 1 redacted_thinking',
      'content_block_start 2 text',
    ]);
    expect(collect(events).content).toMatchObject([{ thinking: 'ab' }, { data: 'ZW5j' }, { text: 'x' }]);
  });

  it('says nothing before the first content, so that a failure can still be an HTTP error', () => {
    const stream = createMessageStream(answer);
    expect(stream.onEvent(started) + stream.onEvent(text('')) + stream.onEvent(reasoning(''))).toBe('');
  });

  it('names the model that really answers (24)', () => {
    expect(eventsOf(render([started, text('x')]))[0].message).toMatchObject({
      id: 'msg_01jd',
      type: 'message',
      role: 'assistant',
      model: 'model-that-answers',
      content: [],
      stop_reason: null,
      usage: { input_tokens: 0, output_tokens: 0 },
    });
  });

  it('replaces the usage of message_start by the whole one, with the cost in credits (9, 10)', () => {
    const stream = createMessageStream({ ...answer, inputTokens: 90 });
    const [first, ...rest] = eventsOf(stream.onEvent(text('x')) + stream.onEvent(done()));
    expect(first.message.usage.input_tokens).toBe(90);
    expect(rest.at(-2).usage).toMatchObject({
      input_tokens: 100,
      cache_read_input_tokens: 2000,
      cache_creation_input_tokens: 34,
      cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 4 },
      output_tokens: 57,
      output_tokens_details: { thinking_tokens: 21 },
      cost: 1.234567,
    });
  });

  it('always sends the closing events, also for an answer of nothing (5)', () => {
    expect(outline(render([started, done()]))).toEqual(['message_start', 'message_delta', 'message_stop']);
  });

  it('ends a failed answer with an error event and nothing after it (7)', () => {
    const sse = render([started, text('Half an ans'), failed(), done(), text('more')]);
    const events = eventsOf(sse);
    expect(events.at(-1)).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: 'The provider went away in the middle of the answer.' },
    });
    expect(events.some((event) => event.type.startsWith('message_d') || event.type === 'message_stop')).toBe(false);
  });

  it('writes the blocks of interleaved parallel calls one after the other, the first of them live (3)', () => {
    const stream = createMessageStream(answer);
    const written = [
      toolCall(0, 'a', 'f'),
      toolCall(1, 'b', 'g'),
      toolArguments(0, '{"x":'),
      toolArguments(1, '{"y":'),
      toolArguments(0, '1}'),
      toolArguments(1, '2}'),
      done('tool_use'),
    ].map((event) => outline(stream.onEvent(event)));
    expect(written).toEqual([
      ['message_start', 'content_block_start 0 tool_use'],
      [],
      ['content_block_delta 0 input_json_delta'],
      [],
      ['content_block_delta 0 input_json_delta'],
      ['content_block_stop 0', 'content_block_start 1 tool_use', 'content_block_delta 1 input_json_delta'],
      ['content_block_stop 1', 'message_delta', 'message_stop'],
    ]);
  });

  it('writes a call whose predecessor has no arguments when the calls end (16)', () => {
    const sse = render([toolCall(0, 'a', 'f'), toolCall(1, 'b', 'g'), toolArguments(1, '{}'), done('tool_use')]);
    expect(outline(sse).slice(1, -2)).toEqual([
      'content_block_start 0 tool_use',
      'content_block_stop 0',
      'content_block_start 1 tool_use',
      'content_block_delta 1 input_json_delta',
      'content_block_stop 1',
    ]);
  });

  it('ends in an error rather than drop arguments that come after their block is closed (7)', () => {
    const events = [toolCall(0, 'a', 'f'), toolArguments(0, '{"x":'), text('aside'), toolArguments(0, '1}'), done()];
    expect(eventsOf(render(events)).at(-1)).toMatchObject({ type: 'error', error: { type: 'api_error' } });
  });

  it.each<[StopReason, string]>([
    ['end_turn', 'end_turn'],
    ['stop_sequence', 'stop_sequence'],
    ['max_tokens', 'max_tokens'],
    ['tool_use', 'tool_use'],
    ['refusal', 'refusal'],
    ['context_window_exceeded', 'model_context_window_exceeded'],
  ])('maps the stop reason %s to %s, streamed and whole', (stopReason, expected) => {
    const events = [text('x'), done(stopReason, stopReason === 'stop_sequence' ? 'END' : undefined)];
    const stop = { stop_reason: expected, stop_sequence: expected === 'stop_sequence' ? 'END' : null };
    expect(eventsOf(render(events)).at(-2).delta).toMatchObject(stop);
    expect(collect(events)).toMatchObject(stop);
  });

  it('ends with tool_use after text and then a tool call, whatever the provider calls that end (1)', () => {
    const events = [text('I look.'), toolCall(0, 'a', 'f'), toolArguments(0, '{}'), done('end_turn')];
    expect(eventsOf(render(events)).at(-2).delta.stop_reason).toBe('tool_use');
    expect(collect(events).stop_reason).toBe('tool_use');
  });
});

describe('a message that is not streamed', () => {
  it('holds the same as the stream of the same events (13)', () => {
    const { content, usage, ...rest } = collect(richAnswer);
    expect(rest).toMatchObject({ id: 'msg_01jd', type: 'message', role: 'assistant', model: 'model-that-answers' });
    expect(content).toEqual([
      { type: 'thinking', thinking: 'Let me think.', signature: 'c2lnbmF0dXJl' },
      { type: 'text', text: 'I will look that up: Grüße 🎉\n\ndata: [DONE]', citations: null },
      { type: 'tool_use', id: 'call_a', name: 'get_weather', input: { city: 'Bern' }, caller: { type: 'direct' } },
      { type: 'tool_use', id: 'call_b', name: 'get_time', input: { zone: 'CET' }, caller: { type: 'direct' } },
    ]);
    expect(usage).toEqual(eventsOf(render(richAnswer)).at(-2).usage);
  });

  it.each([
    ['', {}],
    ['{"a":', { INVALID_JSON: '{"a":' }],
    ['[1]', { INVALID_JSON: '[1]' }],
  ])('makes an object of the tool arguments %j (16)', (fragment, input) => {
    const message = collect([toolCall(0, 'a', 'f'), toolArguments(0, fragment), done('tool_use')]);
    expect(message.content).toMatchObject([{ type: 'tool_use', input }]);
  });

  it('throws the error of a failed run, with how long to wait (7)', () => {
    expect(() => collect([text('Half'), failed()])).toThrow(
      expect.objectContaining({ code: 'provider_unavailable', retryAfterSeconds: 7 }),
    );
  });

  it('throws rather than show an answer without its end as whole (6)', () => {
    expect(() => collect([text('Half')])).toThrow(expect.objectContaining({ code: 'run_interrupted' }));
  });
});
