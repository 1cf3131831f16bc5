import type { RunEvent, StopReason } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { done, failed, reasoning, richAnswer, started, text, toolArguments, toolCall } from '../fixtures/run-events.ts';
import { createEventParser } from '../streams/server-sent-events.ts';
import { createResponsesCollector } from './collect-responses.ts';
import { createResponsesStream } from './stream-responses.ts';
import type { ToolNames } from './tool-names.ts';

const RUN = 'run_01jdfwh0000000000000000000';
const ULID = RUN.slice(4);
type Told = { type: string; sequence_number: number; [member: string]: unknown };
type Options = { body?: Record<string, unknown>; toolNames?: ToolNames; startingAfter?: number };

function render(events: RunEvent[], { body = {}, toolNames = {}, startingAfter }: Options = {}): string {
  const stream = createResponsesStream({ runId: RUN, model: 'm', body, toolNames, startingAfter });
  return stream.announce() + events.map((event) => stream.onEvent(event)).join('');
}

function tell(events: RunEvent[], options: Options = {}): Told[] {
  const parser = createEventParser();
  return [...parser.push(render(events, options)), ...parser.end()].map(({ event, data }) => {
    const told = JSON.parse(data) as Told;
    expect(event).toBe(told.type);
    return told;
  });
}

const typesOf = (told: Told[]) => told.map(({ type }) => type.replace('response.', ''));
const last = (told: Told[]) => told.at(-1)?.['response'] as Record<string, unknown>;

function collect(events: RunEvent[], { body = {}, toolNames = {} }: Options = {}) {
  const collector = createResponsesCollector({ runId: RUN, model: 'm', body, toolNames });
  events.forEach(collector.onEvent);
  return collector;
}

describe('a streamed response', () => {
  it('tells reasoning, text and parallel calls as items, each with its own index and closed in its turn (1, 2, 3, 4)', () => {
    const told = tell(richAnswer);
    expect(typesOf(told)).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'output_item.done',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.delta',
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
      'function_call_arguments.done',
      'output_item.done',
      'completed',
    ]);
    expect(told.map(({ sequence_number }) => sequence_number)).toEqual(told.map((_, index) => index));
    expect(last(told)).toMatchObject({
      id: `resp_${ULID}`,
      object: 'response',
      status: 'completed',
      model: 'model-that-answers',
      created_at: 1_732_478_795,
      completed_at: 1_732_478_801,
      output: [
        {
          id: `rs_${ULID}_0`,
          type: 'reasoning',
          summary: [{ type: 'summary_text', text: 'Let me think.' }],
          encrypted_content: 'anthropic:c2lnbmF0dXJl',
        },
        {
          id: `msg_${ULID}_1`,
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', annotations: [], text: expect.stringContaining('that up: Grüße 🎉') }],
        },
        {
          id: `fc_${ULID}_2`,
          type: 'function_call',
          call_id: 'call_a',
          name: 'get_weather',
          arguments: '{"city":"Bern"}',
        },
        { id: `fc_${ULID}_3`, type: 'function_call', call_id: 'call_b', name: 'get_time', arguments: '{"zone":"CET"}' },
      ],
    });
  });

  it('tells in every event of an item the id and the index that the item was added under', () => {
    const ids = new Map<unknown, unknown>();
    for (const { type, output_index: index, item, item_id: id } of tell(richAnswer)) {
      if (type === 'response.output_item.added') ids.set(index, (item as { id: string }).id);
      else if (id !== undefined) expect(id).toBe(ids.get(index));
    }
    expect(ids.size).toBe(4);
  });

  it('is in the end what the plain answer is', () => {
    expect(last(tell(richAnswer))).toEqual(JSON.parse(JSON.stringify(collect(richAnswer).result())));
  });

  it('gives the same bytes again from any event on', () => {
    const whole = render(richAnswer);
    const events = whole.split(/(?<=\n\n)(?=event: )/);
    events.forEach((_, index) => {
      expect(render(richAnswer, { startingAfter: index })).toBe(events.slice(index + 1).join(''));
    });
  });

  it('says nothing before the first content, so that an early failure can be an HTTP error', () => {
    expect(render([started])).toBe('');
  });

  it('in the background says at once that it is queued, and that it goes on when a worker has taken it', () => {
    const body = { background: true };
    expect(typesOf(tell([], { body }))).toEqual(['created', 'queued']);
    expect(typesOf(tell([started, started, text('a')], { body }).slice(0, 4))).toEqual([
      'created',
      'queued',
      'in_progress',
      'output_item.added',
    ]);
    expect(last(tell([], { body }))).toMatchObject({ status: 'queued', background: true });
  });

  it('that fails is never completed, and shows what it had as incomplete (7)', () => {
    const told = tell([started, text('Half'), toolCall(0, 'c', 'f'), failed()]);
    expect(typesOf(told).at(-1)).toBe('failed');
    expect(last(told)).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: 'The provider went away in the middle of the answer.' },
      output: [{ type: 'message' }, { type: 'function_call', status: 'incomplete' }],
    });
    expect(typesOf(tell([failed()]))).toEqual(['created', 'in_progress', 'failed']);
  });

  it.each<[Parameters<typeof failed>[0], string]>([
    ['context_overflow', 'context_length_exceeded'],
    ['provider_rate_limited', 'rate_limit_exceeded'],
    ['content_filtered', 'invalid_prompt'],
    ['run_interrupted', 'server_error'],
  ])('that fails by %s says %s, the word that clients act on (22)', (code, word) => {
    expect(last(tell([text('a'), failed(code)]))).toMatchObject({ error: { code: word } });
  });

  it('that was cancelled says so', () => {
    expect(last(tell([text('a'), failed('run_cancelled')]))).toMatchObject({ status: 'cancelled', error: null });
  });

  it.each<[StopReason, string, string | undefined]>([
    ['end_turn', 'completed', undefined],
    ['stop_sequence', 'completed', undefined],
    ['tool_use', 'completed', undefined],
    ['max_tokens', 'incomplete', 'max_output_tokens'],
    ['context_window_exceeded', 'incomplete', 'max_output_tokens'],
    ['refusal', 'incomplete', 'content_filter'],
  ])('that stops by %s is %s', (stopReason, status, reason) => {
    const told = tell([text('a'), done(stopReason)]);
    expect(typesOf(told).at(-1)).toBe(status);
    expect(last(told)).toMatchObject({
      status,
      incomplete_details: reason === undefined ? null : { reason },
      output: [{ status: status === 'completed' ? 'completed' : 'incomplete' }],
    });
  });

  it('ends with usage that counts cached tokens as input, and with the cost in credits (9, 12)', () => {
    expect(last(tell([text('a'), done()]))['usage']).toEqual({
      input_tokens: 2134,
      input_tokens_details: { cached_tokens: 2000, cache_write_tokens: 34 },
      output_tokens: 57,
      output_tokens_details: { reasoning_tokens: 21 },
      total_tokens: 2191,
      cost: 1.234567,
    });
  });

  it('keeps apart the arguments of calls that grow side by side (3)', () => {
    const told = tell([
      toolCall(0, 'a', 'f'),
      toolCall(1, 'b', 'g'),
      toolArguments(0, '{"x":'),
      toolArguments(1, '{"y":'),
      toolArguments(0, '1}'),
      toolArguments(1, '2}'),
      done('tool_use'),
    ]);
    expect(last(told)['output']).toMatchObject([{ arguments: '{"x":1}' }, { arguments: '{"y":2}' }]);
  });

  it('tells a call without arguments as an empty object, and broken ones as they are (16)', () => {
    const told = tell([toolCall(0, 'a', 'f'), toolCall(1, 'b', 'g'), toolArguments(1, '{"y":'), done('tool_use')]);
    expect(last(told)['output']).toMatchObject([{ arguments: '{}' }, { arguments: '{"y":' }]);
  });

  it('makes a second reasoning an item of its own, a redacted one included (2, 19)', () => {
    const events = [reasoning('One', 'c2ln'), reasoning('', 'redacted:ZGF0YQ=='), reasoning('Two'), text('a'), done()];
    expect(last(tell(events))['output']).toMatchObject([
      { summary: [{ text: 'One' }], encrypted_content: 'anthropic:c2ln' },
      { summary: [], encrypted_content: 'anthropic:redacted:ZGF0YQ==' },
      { summary: [{ text: 'Two' }], encrypted_content: null },
      { type: 'message' },
    ]);
  });

  it('turns the function that stands for a custom tool back into it, and a flattened name into its namespace', () => {
    const toolNames: ToolNames = {
      apply: { name: 'apply', isCustom: true },
      mcp__read: { name: 'read', namespace: 'mcp', isCustom: false },
    };
    const events = [
      toolCall(0, 'a', 'apply'),
      toolArguments(0, '{"input":"*** Begin\\n'),
      toolArguments(0, 'x"}'),
      toolCall(1, 'b', 'mcp__read'),
      toolArguments(1, '{}'),
      done('tool_use'),
    ];
    const told = tell(events, { toolNames });
    expect(last(told)['output']).toMatchObject([
      { id: `ctc_${ULID}_0`, type: 'custom_tool_call', call_id: 'a', name: 'apply', input: '*** Begin\nx' },
      { id: `fc_${ULID}_1`, type: 'function_call', call_id: 'b', name: 'read', namespace: 'mcp', arguments: '{}' },
    ]);
    expect(typesOf(told).filter((type) => type.startsWith('custom'))).toEqual([
      'custom_tool_call_input.delta',
      'custom_tool_call_input.done',
    ]);
  });

  it('repeats what was asked for, and nothing else of the body', () => {
    const body = {
      metadata: { a: 'b' },
      temperature: 0.5,
      tools: [{ type: 'function', name: 'f' }],
      input: 'secret',
      models: [],
    };
    const response = last(tell([text('a'), done()], { body }));
    expect(response).toMatchObject({ metadata: { a: 'b' }, temperature: 0.5, tools: body.tools, tool_choice: 'auto' });
    expect(Object.keys(response)).not.toContain('input');
    expect(Object.keys(response)).not.toContain('models');
  });

  it('passes over what other dialects say in their own words', () => {
    const own = { type: 'wire' as const, dialect: 'anthropic-messages' as const, data: { type: 'x' }, isContent: true };
    expect(typesOf(tell([own, text('a'), done()]))).toEqual(typesOf(tell([text('a'), done()])));
  });
});

describe('a plain response', () => {
  it('raises the run’s error when it failed, and when it never ended (5, 7)', () => {
    expect(() => collect([text('a'), failed()]).result()).toThrow('The provider went away');
    expect(() => collect([text('a')]).result()).toThrow();
  });

  it('can be looked at while it goes on', () => {
    const collector = collect([started, text('a')]);
    expect(collector.isEnded()).toBe(false);
    expect(collector.current()).toMatchObject({ status: 'in_progress', usage: null });
  });
});
