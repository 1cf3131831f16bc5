import type { RunEvent, WireDialect } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { createMessageCollector } from '../anthropic-messages/collect-message.ts';
import { createMessageStream } from '../anthropic-messages/stream-message.ts';
import { done, text } from '../fixtures/run-events.ts';
import { createChatCompletionCollector } from '../openai-chat/collect-chat-completion.ts';
import { createChatCompletionStream } from '../openai-chat/stream-chat-completion.ts';
import { createResponsesCollector } from '../openai-responses/collect-responses.ts';
import { createResponsesStream } from '../openai-responses/stream-responses.ts';

const started = (model: string): RunEvent => ({ type: 'started', model, provider: 'p' });
const wire =
  (dialect: WireDialect) =>
  (data: Record<string, unknown>): RunEvent => ({ type: 'wire', dialect, data, isContent: false });

/** The first model says things of its own and fails before its answer; the second one answers. */
const answer = (own: RunEvent[]): RunEvent[] => [started('first'), ...own, started('second'), text('Hi'), done()];

const message = { id: 'msg_1', model: 'asked' };
const completion = { id: 'chatcmpl-1', model: 'asked', created: 7, includeUsage: true };
const response = { runId: 'run_01jdfwh0000000000000000000', model: 'asked', body: {}, toolNames: {} };
const inAnthropic = wire('anthropic-messages');
const inChat = wire('openai-chat');
const inResponses = wire('openai-responses');

const sayings = {
  'anthropic-messages': [
    inAnthropic({ type: 'message_start', container: { id: 'GONE' }, usage: { service_tier: 'GONE' } }),
    inAnthropic({ type: 'weather_report', sky: 'GONE' }),
    inAnthropic({ type: 'message_delta', delta: { stop_reason: 'GONE' }, usage: { iterations: ['GONE'] } }),
  ],
  'openai-chat': [inChat({ chunk: { service_tier: 'GONE' } }), inChat({ usage: { prediction: 'GONE' } })],
  'openai-responses': [inResponses({ type: 'response', members: { service_tier: 'GONE' } })],
};

const collectors = {
  'anthropic-messages': () => createMessageCollector(message),
  'openai-chat': () => createChatCompletionCollector(completion),
  'openai-responses': () => createResponsesCollector(response),
};

const streams = {
  'anthropic-messages': () => createMessageStream(message),
  'openai-chat': () => createChatCompletionStream(completion),
  'openai-responses': () => createResponsesStream(response),
};

describe.each(['anthropic-messages', 'openai-chat', 'openai-responses'] as const)('an answer in %s', (dialect) => {
  const collect = (events: RunEvent[]): string => {
    const collector = collectors[dialect]();
    for (const event of events) collector.onEvent(event);
    return JSON.stringify(collector.result());
  };
  const stream = (events: RunEvent[]): string => {
    const renderer = streams[dialect]();
    return events.map((event) => renderer.onEvent(event)).join('');
  };

  it.each([
    ['streamed', stream],
    ['plain', collect],
  ])('24: is the second model’s alone where the first one failed, %s', (_, hear) => {
    const heard = hear(answer(sayings[dialect]));
    expect(heard).toContain('"second"');
    expect(heard).not.toMatch(/first|GONE/);
    // What the model that answers says of itself is there.
    expect(hear([started('second'), ...sayings[dialect], text('Hi'), done()])).toContain('GONE');
  });
});
