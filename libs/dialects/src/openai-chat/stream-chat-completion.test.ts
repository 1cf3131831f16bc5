import type { RunEvent, StopReason } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import {
  done,
  failed,
  reasoning,
  richAnswer,
  sampleUsage,
  started,
  text,
  toolArguments,
  toolCall,
} from '../fixtures/run-events.ts';
import { collectChatCompletion } from './collect-chat-completion.ts';
import { createChatCompletionStream } from './stream-chat-completion.ts';

const answer = { id: 'chatcmpl-01jd', model: 'model-that-was-asked', created: 1_764_000_000 };

function render(events: RunEvent[], includeUsage = false): string {
  const stream = createChatCompletionStream({ ...answer, includeUsage });
  return events.map((event) => stream.onEvent(event)).join('');
}

/** What each server-sent event says. */
function chunksOf(sse: string) {
  const messages = sse.split('\n\n');
  expect(messages.pop()).toBe('');
  return messages.map((message) => {
    expect(message).toMatch(/^data: [^\n]+$/);
    const data = message.slice('data: '.length);
    return data === '[DONE]' ? data : JSON.parse(data);
  });
}

const deltasOf = (sse: string) =>
  chunksOf(sse).flatMap((chunk) => (chunk.choices?.length > 0 ? [chunk.choices[0].delta] : []));

describe('a streamed chat completion', () => {
  it('opens with the role alone, closes with a finish reason and [DONE] (5)', () => {
    const chunks = chunksOf(render([started, text('Hi'), done()]));
    expect(chunks.map((chunk) => chunk.choices?.[0] ?? chunk)).toEqual([
      { index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null },
      { index: 0, delta: { content: 'Hi' }, logprobs: null, finish_reason: null },
      { index: 0, delta: {}, logprobs: null, finish_reason: 'stop' },
      '[DONE]',
    ]);
  });

  it('says nothing before the first content, so that a failure can still be an HTTP error', () => {
    const stream = createChatCompletionStream({ ...answer, includeUsage: true });
    expect(stream.onEvent(started) + stream.onEvent(text('')) + stream.onEvent(reasoning('', 'c2ln'))).toBe('');
  });

  it('names the model that really answers, and one id and time in every chunk (24)', () => {
    for (const chunk of chunksOf(render(richAnswer, true)).slice(0, -1)) {
      const { id, created } = answer;
      expect(chunk).toMatchObject({ id, created, object: 'chat.completion.chunk', model: 'model-that-answers' });
    }
  });

  it('ends with tool_calls after text and then a tool call, whatever the provider calls that end (1)', () => {
    const events = [text('I look.'), toolCall(0, 'a', 'f'), toolArguments(0, '{}')];
    for (const reason of ['tool_use', 'end_turn'] as const) {
      expect(chunksOf(render([...events, done(reason)])).at(-2).choices[0].finish_reason).toBe('tool_calls');
    }
  });

  it('counts only tools in the index; the first delta has id, name and empty arguments, later ones only fragments (3)', () => {
    const tools = deltasOf(render(richAnswer)).flatMap((delta) => delta.tool_calls ?? []);
    expect(tools).toEqual([
      { index: 0, id: 'call_a', type: 'function', function: { name: 'get_weather', arguments: '' } },
      { index: 0, function: { arguments: '{"city":' } },
      { index: 0, function: { arguments: '"Bern"}' } },
      { index: 1, id: 'call_b', type: 'function', function: { name: 'get_time', arguments: '' } },
      { index: 1, function: { arguments: '{"zone":"CET"}' } },
    ]);
  });

  it('shows reasoning as reasoning_content (4)', () => {
    const deltas = deltasOf(render([reasoning('Let me '), reasoning('think.', 'c2ln'), text('4'), done()]));
    expect(deltas.map((delta) => delta.reasoning_content).join('')).toBe('Let me think.');
    expect(deltas.map((delta) => delta.content ?? '').join('')).toBe('4');
  });

  it('ends a failed answer with an error, without finish reason and without [DONE], and says no more (7)', () => {
    const sse = render([started, text('Half an ans'), failed(), done(), text('more')], true);
    const chunks = chunksOf(sse);
    expect(chunks.at(-1)).toEqual({
      error: {
        message: 'The provider went away in the middle of the answer.',
        type: 'server_error',
        param: null,
        code: 'provider_unavailable',
      },
    });
    expect(sse).not.toContain('[DONE]');
    expect(chunks.some((chunk) => chunk.choices?.[0]?.finish_reason)).toBe(false);
  });

  it('sends the usage chunk, with cached tokens in the prompt and the cost in credits, only when asked (9, 11)', () => {
    const withUsage = chunksOf(render([text('Hi'), done()], true));
    expect(withUsage.at(-1)).toBe('[DONE]');
    expect(withUsage.at(-2)).toMatchObject({
      choices: [],
      usage: {
        prompt_tokens: 2134,
        completion_tokens: 57,
        total_tokens: 2191,
        prompt_tokens_details: { cached_tokens: 2000, cache_write_tokens: 34 },
        completion_tokens_details: { reasoning_tokens: 21 },
        cost: 1.234567,
      },
    });
    expect(withUsage.slice(0, -2).every((chunk) => chunk.usage === null && chunk.choices.length === 1)).toBe(true);
    expect(render([text('Hi'), done()])).not.toContain('usage');
  });

  it('tells an answer of nothing from no answer', () => {
    expect(deltasOf(render([started, done()]))).toEqual([{ role: 'assistant', content: '' }, {}]);
  });

  it.each<[StopReason, string]>([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['tool_use', 'tool_calls'],
    ['refusal', 'content_filter'],
    ['context_window_exceeded', 'length'],
  ])('maps the stop reason %s to %s, streamed and whole', (stopReason, finishReason) => {
    const events = [text('x'), done(stopReason)];
    expect(chunksOf(render(events)).at(-2).choices[0].finish_reason).toBe(finishReason);
    expect(collectChatCompletion(answer, events).choices[0]?.finish_reason).toBe(finishReason);
  });
});

describe('a chat completion that is not streamed', () => {
  it('holds the same as the stream of the same events (13)', () => {
    const { choices, usage, ...rest } = collectChatCompletion(answer, richAnswer);
    expect(rest).toEqual({ ...answer, model: 'model-that-answers', object: 'chat.completion' });
    expect(choices[0]?.message).toEqual({
      role: 'assistant',
      content: 'I will look that up: Grüße 🎉\n\ndata: [DONE]',
      refusal: null,
      reasoning_content: 'Let me think.',
      tool_calls: [
        { id: 'call_a', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Bern"}' } },
        { id: 'call_b', type: 'function', function: { name: 'get_time', arguments: '{"zone":"CET"}' } },
      ],
    });
    expect(usage).toEqual(chunksOf(render(richAnswer, true)).at(-2).usage);
  });

  it('has null as content when it only calls tools, and broken arguments as they are (16)', () => {
    const { choices } = collectChatCompletion(answer, [toolCall(0, 'a', 'f'), toolArguments(0, '{"a":'), done()]);
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: null, tool_calls: [{ function: { arguments: '{"a":' } }] },
    });
  });

  it('throws the error of a failed run, with how long to wait (7)', () => {
    expect(() => collectChatCompletion(answer, [text('Half'), failed()])).toThrow(
      expect.objectContaining({ code: 'provider_unavailable', retryAfterSeconds: 7 }),
    );
  });

  it('throws rather than show an answer without its end as whole (6)', () => {
    expect(() => collectChatCompletion(answer, [text('Half')])).toThrow(
      expect.objectContaining({ code: 'run_interrupted' }),
    );
  });

  it('counts cached tokens once (9)', () => {
    const { usage } = collectChatCompletion(answer, [text('x'), { ...done(), usage: sampleUsage } as RunEvent]);
    const { prompt_tokens, completion_tokens, total_tokens } = usage;
    expect([prompt_tokens, completion_tokens, total_tokens]).toEqual([100 + 2000 + 30 + 4, 57, 2191]);
  });
});
