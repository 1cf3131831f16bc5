import type { RunEvent } from '@smart-ai-hub/contracts';
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from '@jest/globals';
import { readAll } from '../fixtures/read-all.ts';
import { done, failed, reasoning, richAnswer, started, text, toolArguments, toolCall } from '../fixtures/run-events.ts';
import { withServedAnswer } from '../fixtures/serve-answer.ts';
import { createMessageCollector } from './collect-message.ts';
import { createMessageStream, messagePing } from './stream-message.ts';

const answer = { id: 'msg_01jd', model: 'm' };
const params = { model: 'm', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hello' }] };
const client = (baseURL: string) => new Anthropic({ apiKey: 'sah_live_x', baseURL, maxRetries: 0, logLevel: 'off' });

function render(events: RunEvent[]): string {
  const stream = createMessageStream(answer);
  return events.map((event) => stream.onEvent(event)).join(messagePing);
}

const finalMessage = (events: RunEvent[]) =>
  withServedAnswer({ body: render(events) }, (url) => client(url).messages.stream(params).finalMessage());

function collect(events: RunEvent[]) {
  const collector = createMessageCollector(answer);
  for (const event of events) collector.onEvent(event);
  return collector.result();
}

describe('the official Anthropic SDK', () => {
  it('puts a streamed answer with thinking, text and parallel tools together, as the plain one says it (1, 2, 3, 4, 13)', async () => {
    const message = await finalMessage(richAnswer);
    const whole = collect(richAnswer);
    expect(message).toMatchObject({ model: 'model-that-answers', stop_reason: 'tool_use', stop_sequence: null });
    expect(JSON.parse(JSON.stringify(message.content))).toEqual(whole.content);
  });

  it('replaces usage, never adds (10)', async () => {
    const { usage } = await finalMessage([text('Hi'), done()]);
    expect(usage).toMatchObject({
      input_tokens: 100,
      cache_read_input_tokens: 2000,
      cache_creation_input_tokens: 34,
      output_tokens: 57,
    });
  });

  it('sees interleaved arguments of parallel calls under their own calls (3)', async () => {
    const message = await finalMessage([
      toolCall(0, 'a', 'f'),
      toolCall(1, 'b', 'g'),
      toolArguments(0, '{"x":'),
      toolArguments(1, '{"y":'),
      toolArguments(0, '1}'),
      toolArguments(1, '2}'),
      done('tool_use'),
    ]);
    expect(message.content).toMatchObject([
      { id: 'a', name: 'f', input: { x: 1 } },
      { id: 'b', name: 'g', input: { y: 2 } },
    ]);
  });

  it('reads a tool call without arguments as an empty input (16)', async () => {
    const message = await finalMessage([toolCall(0, 'a', 'f'), done('tool_use')]);
    expect(message.content).toMatchObject([{ type: 'tool_use', input: {} }]);
  });

  it('ends a stream whose tool arguments are broken, without hanging (16)', async () => {
    const message = await finalMessage([toolCall(0, 'a', 'f'), toolArguments(0, '{"a": [1, 2'), done('tool_use')]);
    expect(message.content).toMatchObject([{ type: 'tool_use', id: 'a', name: 'f' }]);
  });

  it('raises an error that comes after HTTP 200, with its type (7)', async () => {
    const failure = finalMessage([started, text('Half an ans'), failed()]);
    await expect(failure).rejects.toBeInstanceOf(Anthropic.APIError);
    await expect(failure).rejects.toMatchObject({ type: 'overloaded_error' });
    await expect(failure).rejects.toThrow('The provider went away');
  });

  it('raises it in a plain loop over the events too, after the text that came before (7)', async () => {
    const seen: string[] = [];
    const failure = withServedAnswer({ body: render([text('Half'), failed('run_interrupted')]) }, async (url) => {
      for await (const event of await client(url).messages.create({ ...params, stream: true })) {
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') seen.push(event.delta.text);
      }
    });
    await expect(failure).rejects.toBeInstanceOf(Anthropic.APIError);
    expect(seen.join('')).toBe('Half');
  });

  it('skips pings between any two events (6)', async () => {
    const events = await withServedAnswer(
      { body: messagePing + render([reasoning('Hm.'), text('4'), done()]) },
      (url) => readAll(client(url).messages.create({ ...params, stream: true })),
    );
    expect(events.map((event) => event.type)).not.toContain('ping');
    expect(events.at(-1)?.type).toBe('message_stop');
  });

  it('reads the answer that is not streamed', async () => {
    const body = JSON.stringify(collect(richAnswer));
    const message = await withServedAnswer({ body, contentType: 'application/json' }, (url) =>
      client(url).messages.create(params),
    );
    expect(message.content.map((block) => block.type)).toEqual(['thinking', 'text', 'tool_use', 'tool_use']);
    expect(message.usage.cache_read_input_tokens).toBe(2000);
  });
});
