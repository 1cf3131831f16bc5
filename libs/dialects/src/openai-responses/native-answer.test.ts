import { AppError, type ProviderEvent, type RunEvent, type Usage } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { asEvents, readRecorded } from '../fixtures/read-recorded.ts';
import { done } from '../fixtures/run-events.ts';
import { createEventParser } from '../streams/server-sent-events.ts';
import { createResponsesReader } from './read-stream.ts';
import { createResponsesStream } from './stream-responses.ts';

type Json = Record<string, unknown>;
type Told = Json & { type: string; item_id?: string; output_index?: number };

const ULID = '01jdfwh0000000000000000000';
const usage = { input_tokens: 10, output_tokens: 4, input_tokens_details: { cached_tokens: 3 }, total_tokens: 14 };
const end = (members: Json = {}) => ({
  type: 'response.completed',
  response: { status: 'completed', usage, ...members },
});
const added = (index: number, item: Json) => ({ type: 'response.output_item.added', output_index: index, item });
const ended = (index: number, item: Json) => ({ type: 'response.output_item.done', output_index: index, item });
const within = (index: number, type: string, members: Json) => ({
  type,
  output_index: index,
  item_id: 'x',
  ...members,
});
const message = (members: Json = {}) => ({ id: 'msg_1', type: 'message', role: 'assistant', content: [], ...members });
const text = (index: number, delta: string, logprobs: unknown[] = []) =>
  within(index, 'response.output_text.delta', { content_index: 0, delta, logprobs });

const read = (...events: object[]) =>
  readRecorded(asEvents(...events), (observer) => createResponsesReader(observer, 'openai'));

/** What a caller hears of what the provider said. */
function hear(events: ProviderEvent[]): Told[] {
  const stream = createResponsesStream({ runId: `run_${ULID}`, model: 'm', body: {}, toolNames: {} });
  const said = events.filter(({ type }) => type !== 'usage' && type !== 'finish') as RunEvent[];
  const body = [...said, done()].map((event) => stream.onEvent(event)).join('');
  return createEventParser()
    .push(body)
    .map(({ data }) => JSON.parse(data) as Told);
}

const outputOf = (told: Told[]) => (told.at(-1)?.['response'] as { output: Json[] }).output;

describe('what only OpenAI has words for', () => {
  it('comes through whole: items of unknown kinds with their events, under the hub’s ids and indexes', () => {
    const search = { id: 'ws_9', type: 'web_search_call', status: 'in_progress' };
    const found = { ...search, status: 'completed', action: { type: 'search', query: 'tea' } };
    const { events } = read(
      added(4, search),
      within(4, 'response.web_search_call.searching', { detail: 7 }),
      ended(4, found),
      added(5, { id: 'new_1', type: 'thing_to_come', shape: 'round' }),
      ended(5, { id: 'new_1', type: 'thing_to_come', shape: 'square' }),
      end(),
    );
    const told = hear(events);
    expect(told).toContainEqual(
      expect.objectContaining({
        type: 'response.web_search_call.searching',
        detail: 7,
        item_id: `ws_${ULID}_0`,
        output_index: 0,
      }),
    );
    expect(outputOf(told)).toEqual([
      { ...found, id: `ws_${ULID}_0` },
      { id: `new_${ULID}_1`, type: 'thing_to_come', shape: 'square' },
    ]);
  });

  it('comes through within a message: annotations, log probabilities, refusals, its own members', () => {
    const annotation = { type: 'url_citation', url: 'https://example.com', start_index: 0, end_index: 2 };
    const refusal = { type: 'refusal', refusal: 'No.' };
    const { events } = read(
      added(0, message({ phase: 'commentary' })),
      text(0, 'Hi', [{ token: 'Hi', logprob: -0.1 }]),
      within(0, 'response.output_text.annotation.added', { content_index: 0, annotation_index: 0, annotation }),
      within(0, 'response.content_part.added', { content_index: 1, part: { type: 'refusal', refusal: '' } }),
      within(0, 'response.refusal.delta', { content_index: 1, delta: 'No.' }),
      within(0, 'response.content_part.done', { content_index: 1, part: refusal }),
      ended(0, message({ phase: 'commentary' })),
      end(),
    );
    const told = hear(events);
    expect(told.find(({ type }) => type === 'response.refusal.delta')).toMatchObject({
      content_index: 1,
      delta: 'No.',
    });
    expect(outputOf(told)).toEqual([
      {
        id: `msg_${ULID}_0`,
        type: 'message',
        role: 'assistant',
        status: 'completed',
        phase: 'commentary',
        content: [
          { type: 'output_text', text: 'Hi', annotations: [annotation], logprobs: [{ token: 'Hi', logprob: -0.1 }] },
          refusal,
        ],
      },
    ]);
  });

  it('comes through beside the answer: members of the response, and events about it', () => {
    const { events } = read(
      added(0, message()),
      text(0, 'Hi'),
      { type: 'response.steer.accepted', sequence_number: 9, steer: 1 },
      end({ service_tier: 'flex', safety_note: { level: 1 } }),
    );
    const told = hear(events);
    expect(told).toContainEqual(expect.objectContaining({ type: 'response.steer.accepted', steer: 1 }));
    expect(told.at(-1)?.['response']).toMatchObject({ service_tier: 'flex', safety_note: { level: 1 } });
  });
});

describe('the reader of a response', () => {
  it('4 and 19: seals reasoning for the provider that made it, each part of its summary on its own', () => {
    const part = (index: number) => within(0, 'response.reasoning_summary_part.added', { summary_index: index });
    const thought = (delta: string) => within(0, 'response.reasoning_summary_text.delta', { delta });
    const item = { id: 'rs_7', type: 'reasoning', summary: [] };
    const { events } = read(
      added(0, item),
      part(0),
      thought('One.'),
      part(1),
      thought('Two.'),
      ended(0, { ...item, encrypted_content: 'gAAAA' }),
      end(),
    );
    expect(outputOf(hear(events))).toMatchObject([
      { type: 'reasoning', summary: [{ text: 'One.' }, { text: 'Two.' }], encrypted_content: 'openai:rs_7:gAAAA' },
    ]);
  });

  it('says nothing of an item before its first piece, so that another attempt may take its place', () => {
    const reader = createResponsesReader({ onSkipped: () => undefined, onModel: () => undefined }, 'openai');
    const data = JSON.stringify(added(0, { id: 'rs_1', type: 'reasoning', summary: [] }));
    expect(reader.read({ event: undefined, data })).toEqual([]);
  });

  it('reads whole items of servers that stream no pieces', () => {
    const call = { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{"a":1}' };
    const whole = message({ content: [{ type: 'output_text', text: 'Hello' }] });
    const { events } = read(added(0, message()), ended(0, whole), ended(1, call), end());
    expect(outputOf(hear(events))).toMatchObject([
      { type: 'message', content: [{ text: 'Hello' }] },
      { type: 'function_call', call_id: 'call_1', arguments: '{"a":1}' },
    ]);
    expect(events.at(-1)).toEqual({ type: 'finish', stopReason: 'tool_use' });
  });

  it('9: counts cached tokens once, and each search that is billed', () => {
    const search = (id: string, type: string) => ({ id, type: 'web_search_call', action: { type } });
    const { events } = read(ended(0, search('ws_1', 'search')), ended(1, search('ws_2', 'open_page')), end());
    const told = events.find((event): event is { type: 'usage'; usage: Usage } => event.type === 'usage');
    expect(told?.usage).toMatchObject({ inputTokens: 7, cacheReadTokens: 3, outputTokens: 4, webSearches: 1 });
  });

  it.each([
    [
      { type: 'response.failed', response: { error: { code: 'rate_limit_exceeded', message: 'slow' } } },
      'provider_rate_limited',
    ],
    [{ type: 'error', code: 'server_error', message: 'oops', param: null }, 'provider_unavailable'],
    [{ type: 'error', code: 'context_length_exceeded', message: 'too long', param: 'input' }, 'context_overflow'],
  ])('7, 22: %j is an error, never an end', (event, code) => {
    let thrown: unknown;
    try {
      read(added(0, message()), text(0, 'Half'), event);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject({ code });
  });

  it('6: of a stream that ends without its last event is an error', () => {
    expect(() => read(added(0, message()), text(0, 'Half'))).toThrow('broke off');
  });
});
