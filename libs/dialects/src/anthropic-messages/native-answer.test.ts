import type { ProviderEvent, RunEvent } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { asEvents, readRecorded } from '../fixtures/read-recorded.ts';
import { sampleUsage } from '../fixtures/run-events.ts';
import { createEventParser } from '../streams/server-sent-events.ts';
import { createMessageCollector } from './collect-message.ts';
import { createAnthropicReader } from './read-stream.ts';
import { createMessageStream } from './stream-message.ts';

const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} };
const found = {
  type: 'web_search_tool_result',
  tool_use_id: 'srvtoolu_1',
  content: [{ type: 'web_search_result', url: 'u' }],
};
const citation = { type: 'web_search_result_location', url: 'u', cited_text: 'blue' };
const tool = {
  type: 'tool_use',
  id: 'toolu_1',
  name: 'paint',
  input: {},
  caller: { type: 'code_execution', tool_id: 's' },
};

const block = (index: number, content_block: object, ...deltas: object[]) => [
  { type: 'content_block_start', index, content_block },
  ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
  { type: 'content_block_stop', index },
];

/** What only Anthropic has words for: hosted tools, citations, blocks and events of next year, members of the message. */
const recorded = asEvents(
  {
    type: 'message_start',
    message: {
      id: 'msg_up',
      model: 'claude-x',
      container: { id: 'c' },
      usage: { input_tokens: 9, output_tokens: 1, service_tier: 'priority' },
    },
  },
  ...block(
    0,
    search,
    { type: 'input_json_delta', partial_json: '{"query":' },
    { type: 'input_json_delta', partial_json: '"sky"}' },
  ),
  ...block(1, found),
  ...block(2, { type: 'text', text: '' }, { type: 'text_delta', text: 'The sky is ' }),
  ...block(3, { type: 'text', text: '' }, { type: 'text_delta', text: 'blue' }, { type: 'citations_delta', citation }),
  { type: 'weather_report', sky: 'clear' },
  ...block(4, { type: 'hologram', depth: 3 }, { type: 'hologram_delta', depth: 4 }),
  ...block(5, tool, { type: 'input_json_delta', partial_json: '{"a":1}' }),
  {
    type: 'message_delta',
    delta: { stop_reason: 'pause_turn', stop_sequence: null },
    usage: { output_tokens: 7, iterations: [{ n: 1 }], server_tool_use: { web_search_requests: 1 } },
    context_management: { applied_edits: [] },
  },
  { type: 'message_stop' },
);

function runEvents(isNative: boolean): RunEvent[] {
  const { events } = readRecorded(recorded, (observer) => createAnthropicReader({ ...observer, isNative }));
  const told = events.filter((event): event is Exclude<ProviderEvent, { type: 'usage' | 'finish' }> => {
    return event.type !== 'usage' && event.type !== 'finish';
  });
  const end = { type: 'done' as const, stopReason: 'end_turn' as const, usage: sampleUsage, costMicros: '5' };
  return [{ type: 'started', model: 'claude-card', provider: 'anthropic' }, ...told, end];
}

const options = { id: 'msg_ours', model: 'claude-card' };

function streamed(events: RunEvent[]): Record<string, unknown>[] {
  const renderer = createMessageStream(options);
  const parser = createEventParser();
  return parser.push(events.map(renderer.onEvent).join('')).map(({ data }) => JSON.parse(data));
}

describe('an answer of Anthropic to a caller who speaks its dialect', () => {
  it('keeps blocks, pieces, events and members that the hub does not know, in their order', () => {
    const events = streamed(runEvents(true));
    const starts = events.filter(({ type }) => type === 'content_block_start');
    expect(starts.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(starts.map(({ content_block }) => content_block)).toMatchObject([
      search,
      found,
      { type: 'text' },
      { type: 'text' },
      { type: 'hologram', depth: 3 },
      tool,
    ]);
    expect(events).toContainEqual({ type: 'weather_report', sky: 'clear' });
    expect(events).toContainEqual({
      type: 'content_block_delta',
      index: 3,
      delta: { type: 'citations_delta', citation },
    });
    expect(events).toContainEqual({
      type: 'content_block_delta',
      index: 4,
      delta: { type: 'hologram_delta', depth: 4 },
    });
    expect(events[0]).toMatchObject({ message: { id: 'msg_ours', model: 'claude-card', container: { id: 'c' } } });
    expect(events.at(-2)).toMatchObject({
      type: 'message_delta',
      delta: { stop_reason: 'pause_turn' },
      usage: {
        service_tier: 'priority',
        iterations: [{ n: 1 }],
        server_tool_use: { web_search_requests: 1 },
        cost: 0.000005,
      },
      context_management: { applied_edits: [] },
    });
  });

  it('is the same when it is not streamed', () => {
    const collector = createMessageCollector(options);
    runEvents(true).forEach(collector.onEvent);
    expect(collector.result()).toMatchObject({
      id: 'msg_ours',
      container: { id: 'c' },
      context_management: { applied_edits: [] },
      stop_reason: 'pause_turn',
      content: [
        { ...search, input: { query: 'sky' } },
        found,
        { type: 'text', text: 'The sky is ', citations: null },
        { type: 'text', text: 'blue', citations: [citation] },
        { type: 'hologram', depth: 4 },
        { ...tool, input: { a: 1 } },
      ],
      usage: { service_tier: 'priority', iterations: [{ n: 1 }], server_tool_use: { web_search_requests: 1 } },
    });
  });

  it('shows callers of other dialects what the hub has words for, and nothing else', () => {
    // For them a pause would be a cut answer that looks whole.
    expect(() => runEvents(false)).toThrow('paused');
  });
});
