import type { RunEvent } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { readAll } from '../fixtures/read-all.ts';
import { done, failed, reasoning, richAnswer, started, text, toolArguments, toolCall } from '../fixtures/run-events.ts';
import { withServedAnswer } from '../fixtures/serve-answer.ts';
import { collectChatCompletion } from './collect-chat-completion.ts';
import { createChatCompletionStream } from './stream-chat-completion.ts';

const answer = { id: 'chatcmpl-01jd', model: 'm', created: 1_764_000_000 };
const params = { model: 'm', messages: [{ role: 'user' as const, content: 'Hello' }] };
const client = (baseURL: string) => new OpenAI({ apiKey: 'sah_live_x', baseURL, maxRetries: 0, logLevel: 'off' });

function render(events: RunEvent[], includeUsage: boolean): string {
  const stream = createChatCompletionStream({ ...answer, includeUsage });
  return events.map((event) => stream.onEvent(event)).join('');
}

const finalCompletion = (events: RunEvent[], includeUsage = true) =>
  withServedAnswer({ body: render(events, includeUsage) }, (url) =>
    client(url).chat.completions.stream(params).finalChatCompletion(),
  );

describe('the official openai SDK', () => {
  it('puts a streamed answer with text and parallel tool calls together (1, 3)', async () => {
    const completion = await finalCompletion(richAnswer);
    expect(completion.model).toBe('model-that-answers');
    expect(completion.choices[0]?.finish_reason).toBe('tool_calls');
    expect(completion.choices[0]?.message.content).toBe('I will look that up: Grüße 🎉\n\ndata: [DONE]');
    expect(completion.choices[0]?.message.tool_calls).toMatchObject([
      { id: 'call_a', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Bern"}' } },
      { id: 'call_b', type: 'function', function: { name: 'get_time', arguments: '{"zone":"CET"}' } },
    ]);
  });

  it('reads usage and cost from the last chunk when they were asked for (11)', async () => {
    const { usage } = await finalCompletion([text('Hi'), done()]);
    expect(usage).toMatchObject({ prompt_tokens: 2134, completion_tokens: 57, total_tokens: 2191, cost: 1.234567 });
    expect((await finalCompletion([text('Hi'), done()], false)).usage).toBeUndefined();
  });

  it('sees interleaved arguments of parallel calls under their own calls (3)', async () => {
    const completion = await finalCompletion([
      toolCall(0, 'a', 'f'),
      toolCall(1, 'b', 'g'),
      toolArguments(0, '{"x":'),
      toolArguments(1, '{"y":'),
      toolArguments(0, '1}'),
      toolArguments(1, '2}'),
      done('tool_use'),
    ]);
    const calls = completion.choices[0]?.message.tool_calls;
    expect(calls).toMatchObject([
      { id: 'a', function: { name: 'f', arguments: '{"x":1}' } },
      { id: 'b', function: { name: 'g', arguments: '{"y":2}' } },
    ]);
  });

  it('hands reasoning through (4)', async () => {
    const chunks = await withServedAnswer({ body: render([reasoning('Hm.'), text('4'), done()], false) }, (url) =>
      readAll(client(url).chat.completions.create({ ...params, stream: true })),
    );
    const deltas = chunks.map((chunk) => chunk.choices[0]?.delta);
    expect(deltas).toContainEqual({ reasoning_content: 'Hm.' });
  });

  it('raises an error that comes after HTTP 200, with its type and code (7)', async () => {
    const failure = finalCompletion([started, text('Half an ans'), failed()]);
    await expect(failure).rejects.toThrow('The provider went away');
    await expect(failure).rejects.toMatchObject({ type: 'server_error', code: 'provider_unavailable' });
  });

  it('raises it in a plain loop over the chunks too, after the text that came before (7)', async () => {
    const seen: string[] = [];
    const failure = withServedAnswer(
      { body: render([text('Half'), failed('run_interrupted')], false) },
      async (url) => {
        const stream = await client(url).chat.completions.create({ ...params, stream: true });
        for await (const chunk of stream) seen.push(chunk.choices[0]?.delta.content ?? '');
      },
    );
    await expect(failure).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(seen.join('')).toBe('Half');
  });

  it('reads the answer that is not streamed', async () => {
    const body = JSON.stringify(collectChatCompletion(answer, richAnswer));
    const completion = await withServedAnswer({ body, contentType: 'application/json' }, (url) =>
      client(url).chat.completions.create(params),
    );
    expect(completion.choices[0]?.message.tool_calls).toHaveLength(2);
    expect(completion.usage?.prompt_tokens_details?.cached_tokens).toBe(2000);
  });
});
