import type { ProviderEvent, RunEvent } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { asEvents, readRecorded } from '../fixtures/read-recorded.ts';
import { sampleUsage } from '../fixtures/run-events.ts';
import { createEventParser } from '../streams/server-sent-events.ts';
import { createChatCompletionCollector } from './collect-chat-completion.ts';
import { createOpenAiReader } from './read-stream.ts';
import { createChatCompletionStream } from './stream-chat-completion.ts';

const head = {
  id: 'chatcmpl-up',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-x',
  service_tier: 'default',
};
const token = (text: string) => ({ token: text, logprob: -0.1, bytes: null, top_logprobs: [] });
const spoken = (index: number, text: string) => ({
  index,
  delta: { content: text },
  logprobs: { content: [token(text)], refusal: null },
  finish_reason: null,
});
const usage = {
  prompt_tokens: 9,
  completion_tokens: 4,
  total_tokens: 13,
  completion_tokens_details: { reasoning_tokens: 0, accepted_prediction_tokens: 2 },
};

/** Two answers with their log probabilities, an annotation and a chunk member of next year. */
const recorded = asEvents(
  { ...head, choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }], usage: null },
  { ...head, choices: [spoken(0, 'Hel')] },
  { ...head, choices: [spoken(1, 'Good')] },
  { ...head, choices: [spoken(0, 'lo')], weather: 'clear' },
  { ...head, choices: [{ index: 0, delta: { annotations: [{ type: 'url_citation' }] }, finish_reason: null }] },
  { ...head, choices: [{ index: 1, delta: {}, finish_reason: 'length' }] },
  { ...head, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  { ...head, choices: [], usage },
  '[DONE]',
);

function runEvents(): RunEvent[] {
  const { events } = readRecorded(recorded, (observer) => createOpenAiReader({ ...observer, isNative: true }));
  const told = events.filter((event): event is Exclude<ProviderEvent, { type: 'usage' | 'finish' }> => {
    return event.type !== 'usage' && event.type !== 'finish';
  });
  const end = { type: 'done' as const, stopReason: 'end_turn' as const, usage: sampleUsage, costMicros: '5' };
  return [{ type: 'started', model: 'gpt-card', provider: 'openai' }, ...told, end];
}

const options = { id: 'chatcmpl-ours', model: 'gpt-card', created: 7, includeUsage: true };

describe('an answer of OpenAI to a caller who speaks its dialect', () => {
  it('keeps further answers, log probabilities, and members that the hub does not know', () => {
    const renderer = createChatCompletionStream(options);
    const parser = createEventParser();
    const sent = parser.push(runEvents().map(renderer.onEvent).join(''));
    const chunks = sent.slice(0, -1).map(({ data }) => JSON.parse(data));
    expect(chunks.every((chunk) => chunk.id === 'chatcmpl-ours' && chunk.model === 'gpt-card')).toBe(true);
    const choices = chunks.flatMap((chunk) => chunk.choices);
    for (const choice of [spoken(0, 'Hel'), spoken(1, 'Good'), spoken(0, 'lo')]) expect(choices).toContainEqual(choice);
    expect(choices).toContainEqual({ index: 1, delta: {}, finish_reason: 'length' });
    expect(choices.filter(({ index, finish_reason }) => index === 0 && finish_reason === 'stop')).toHaveLength(1);
    expect(chunks.some((chunk) => chunk.weather === 'clear' && chunk.service_tier === 'default')).toBe(true);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { cost: 0.000005, completion_tokens_details: { accepted_prediction_tokens: 2, reasoning_tokens: 21 } },
    });
  });

  it('is the same when it is not streamed', () => {
    const collector = createChatCompletionCollector(options);
    runEvents().forEach(collector.onEvent);
    const { choices, ...answer } = collector.result();
    expect(answer).toMatchObject({ id: 'chatcmpl-ours', model: 'gpt-card', service_tier: 'default' });
    expect(choices).toMatchObject([
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello', annotations: [{ type: 'url_citation' }] },
        logprobs: { content: [token('Hel'), token('lo')] },
        finish_reason: 'stop',
      },
      { index: 1, message: { content: 'Good' }, logprobs: { content: [token('Good')] }, finish_reason: 'length' },
    ]);
  });
});
