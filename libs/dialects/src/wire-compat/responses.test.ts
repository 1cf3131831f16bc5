import type { RunEvent } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { creditsOf, runEventsOf } from '../fixtures/directions.ts';
import { type Form, forms } from '../fixtures/hear-answer.ts';
import { asEvents } from '../fixtures/read-recorded.ts';
import {
  type AnswerPart,
  type ChatDialect,
  type RecordedAnswer,
  ordinaryUsage,
  recordAnswer,
  stopWords,
} from '../fixtures/record-answer.ts';
import { withServedAnswer } from '../fixtures/serve-answer.ts';
import { createResponsesCollector } from '../openai-responses/collect-responses.ts';
import { createResponsesStream } from '../openai-responses/stream-responses.ts';

const providers: { provider: ChatDialect }[] = [{ provider: 'anthropic-messages' }, { provider: 'openai-chat' }];
const options = { runId: 'run_01jdfwh0000000000000000000', model: 'm', body: {}, toolNames: {} };
const bern: AnswerPart = { call: { id: 'call_a', name: 'get_weather' }, arguments: ['{"city":', '"Bern"}'] };
const cet: AnswerPart = { call: { id: 'call_b', name: 'get_time' }, arguments: ['{"zone":"CET"}'] };
const hello: AnswerPart = { text: ['Grüße ', '🎉 aus Bern'] };

const streamed = (events: RunEvent[]): string => {
  const stream = createResponsesStream(options);
  return stream.announce() + events.map((event) => stream.onEvent(event)).join('');
};

function whole(events: RunEvent[]): string {
  const collector = createResponsesCollector(options);
  events.forEach(collector.onEvent);
  return JSON.stringify(collector.current());
}

type Heard = { response: OpenAI.Responses.Response; types: string[] };

/** A run's events, rendered in this dialect and read by the official SDK. */
async function hear(form: Form, events: RunEvent[]): Promise<Heard> {
  const served =
    form === 'streamed' ? { body: streamed(events) } : { contentType: 'application/json', body: whole(events) };
  return withServedAnswer(served, async (baseURL) => {
    const client = new OpenAI({ apiKey: 'k', baseURL, maxRetries: 0, logLevel: 'off' });
    if (form === 'plain') return { response: await client.responses.create({ model: 'm', input: 'Hi' }), types: [] };
    const types: string[] = [];
    let last: OpenAI.Responses.Response | undefined;
    for await (const event of await client.responses.create({ model: 'm', input: 'Hi', stream: true })) {
      types.push(event.type);
      if ('response' in event) last = event.response;
    }
    if (!last) throw new Error('no event carries the response');
    return { response: last, types };
  });
}

const textOf = ({ output }: OpenAI.Responses.Response) =>
  output
    .flatMap((item) => (item.type === 'message' ? item.content : []))
    .map((part) => ('text' in part ? part.text : ''));

/** The numbers of the list that are about answers, for callers of OpenAI's Responses API. */
describe.each(providers)('from $provider to openai-responses', ({ provider }) => {
  const own = stopWords[provider];
  const eventsOf = (answer: RecordedAnswer) =>
    runEventsOf({ provider, caller: 'openai-responses' }, recordAnswer(provider, answer));

  describe.each(forms)('%s', (form) => {
    const heard = (answer: RecordedAnswer) => hear(form, eventsOf(answer));

    it('1, 3: text and parallel calls are items of their own, each with its own arguments', async () => {
      const { response } = await heard({ parts: [hello, bern, cet], stop: own.tools });
      expect(response.status).toBe('completed');
      expect(response.output).toMatchObject([
        { type: 'message', content: [{ type: 'output_text', text: 'Grüße 🎉 aus Bern' }] },
        { type: 'function_call', call_id: 'call_a', name: 'get_weather', arguments: '{"city":"Bern"}' },
        { type: 'function_call', call_id: 'call_b', name: 'get_time', arguments: '{"zone":"CET"}' },
      ]);
    });

    it('2, 4: reasoning is an item of its own before the text, all of it', async () => {
      const parts: AnswerPart[] = [{ reasoning: ['Let me ', 'think.'], signature: 'c2ln' }, hello];
      const { response } = await heard({ parts, stop: own.end });
      expect(response.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
      expect(response.output[0]).toMatchObject({ summary: [{ type: 'summary_text', text: 'Let me think.' }] });
    });

    it('5: an answer of nothing is a whole response', async () => {
      const { response, types } = await heard({ parts: [], stop: own.end });
      expect(response.status).toBe('completed');
      if (form === 'streamed') expect(types.at(-1)).toBe('response.completed');
    });

    it('6, 7: an answer that breaks off, or fails in its middle, is a failed response and no completed one', async () => {
      const raw = asEvents({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } });
      for (const parts of [[hello], [hello, { raw }]]) {
        const { response, types } = await heard({ parts, isClosed: false });
        expect([response.status, response.error?.code]).toEqual(['failed', 'server_error']);
        expect(textOf(response)).toEqual(['Grüße 🎉 aus Bern']);
        if (form === 'streamed') expect(types.at(-1)).toBe('response.failed');
      }
    });

    it('8: one chunk of bad JSON is left out, and the rest is heard', async () => {
      const broken = { raw: 'data: {"type":"content_block_del\n\n' };
      const { response } = await heard({ parts: [{ text: ['Hello '] }, broken, { text: ['you'] }], stop: own.end });
      expect(textOf(response).join('')).toBe('Hello you');
    });

    it.each([
      ['end', 'completed', undefined],
      ['tools', 'completed', undefined],
      ['length', 'incomplete', 'max_output_tokens'],
      ['filtered', 'incomplete', 'content_filter'],
    ] as const)('stop reasons: %s ends %s', async (reason, status, why) => {
      const { response } = await heard({ parts: reason === 'tools' ? [bern] : [hello], stop: own[reason] });
      expect([response.status, response.incomplete_details?.reason]).toEqual([status, why]);
    });

    it('9, 13: each token is in one class, and the cost is that of the usage', async () => {
      const events = eventsOf({ parts: [hello], stop: own.end });
      const { response } = await hear(form, events);
      const end = events.at(-1);
      const { uncached, cacheRead, cacheWrite, output, reasoning } = ordinaryUsage;
      expect(response.usage).toMatchObject({
        input_tokens: uncached + cacheRead + cacheWrite,
        input_tokens_details: { cached_tokens: cacheRead },
        output_tokens: output,
        output_tokens_details: { reasoning_tokens: reasoning },
        total_tokens: uncached + cacheRead + cacheWrite + output,
        cost: end?.type === 'done' ? creditsOf(end.costMicros) : undefined,
      });
    });

    it('24: the response names the model that answered', async () => {
      const { response } = await heard({ parts: [hello], stop: own.end });
      expect(response.model).toBe('model-that-answers');
    });
  });
});
