import { AppError, type ErrorCode, type ProviderEvent, type RunEvent } from '@smart-ai-hub/contracts';
import { createResponsesCollector, openChatCall } from '@smart-ai-hub/dialects';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SimulatedProviders, startSimulatedProviders } from '../fixtures/simulated-providers.ts';
import type { ResolvedModel } from '../providers/create-providers.ts';
import type { ProviderNotice } from '../port.ts';

type Json = Record<string, unknown>;
const MODEL = 'simulator-gpt-fast';
const RUN = 'run_01jdfwh0000000000000000000';

let hub: SimulatedProviders;
/** Gives a silent provider up at once: for the faults that are silences, so that no other call is taken for one on a busy machine. */
let impatient: SimulatedProviders;
beforeAll(async () => {
  hub = await startSimulatedProviders();
  impatient = await startSimulatedProviders({ limits: { firstTokenMs: 300, gapMs: 300 } });
});
afterAll(() => Promise.all([hub.close(), impatient.close()]));

type Heard = { seen: ProviderEvent[]; notices: ProviderNotice[] };

async function ask(
  body: Json,
  heard: Heard = { seen: [], notices: [] },
  target: ResolvedModel = hub.resolve(MODEL),
): Promise<Heard> {
  const call = openChatCall({ dialect: 'openai-responses', body: { model: MODEL, ...body }, headers: {} });
  const { signal } = new AbortController();
  const onNotice = (notice: ProviderNotice) => void heard.notices.push(notice);
  for await (const event of target.adapter.stream(call, { ...target, signal, onNotice })) heard.seen.push(event);
  return heard;
}

/** What a caller is answered, rendered from what the provider said. */
function answerOf(seen: ProviderEvent[], body: Json = {}): Json & { output: Json[] } {
  const collector = createResponsesCollector({ runId: RUN, model: MODEL, body, toolNames: {} });
  for (const event of seen) if (event.type !== 'usage' && event.type !== 'finish') collector.onEvent(event as RunEvent);
  return collector.current() as Json & { output: Json[] };
}

const textOf = (seen: ProviderEvent[]) => seen.flatMap((event) => (event.type === 'text' ? event.text : [])).join('');
const finishOf = (seen: ProviderEvent[]) => seen.filter(({ type }) => type === 'finish');
const usageOf = (seen: ProviderEvent[]) => seen.findLast((event) => event.type === 'usage')?.usage;
async function lastCall() {
  const response = await fetch(`${hub.simulator.url}/simulator/calls`);
  const { calls } = (await response.json()) as { calls: { path: string; bodyKeys: string[] }[] };
  return calls.at(-1);
}

describe('a call of the Responses API to a provider that speaks it', () => {
  it('goes out as one, keeps nothing there, and is not asked for what the hub keeps', async () => {
    const body = {
      input: '[[sim: tokens=5]] hello',
      store: true,
      background: true,
      metadata: { a: 'b' },
      models: [MODEL],
    };
    const { seen } = await ask({ ...body, previous_response_id: 'resp_x' });
    const { path, bodyKeys: keys = [] } = (await lastCall()) ?? {};
    expect(path).toBe('/openai/v1/responses');
    expect(keys).toEqual(expect.arrayContaining(['model', 'input', 'stream', 'store', 'include', 'metadata']));
    for (const key of ['background', 'previous_response_id', 'models']) expect(keys).not.toContain(key);
    expect(usageOf(seen)).toMatchObject({ outputTokens: 5, estimated: false });
    expect(finishOf(seen)).toEqual([{ type: 'finish', stopReason: 'end_turn' }]);
  });

  it('4 and 19: hands the provider its own reasoning back in a loop of tools, under its own id', async () => {
    const tools = [{ type: 'function', name: 'get_weather', parameters: { type: 'object' } }];
    const question = { role: 'user', content: 'use the tool' };
    const { seen } = await ask({ input: [question], tools, reasoning: { effort: 'low' } });
    const { output } = answerOf(seen);
    expect(output.map(({ type }) => type)).toEqual(['reasoning', 'message', 'function_call']);
    expect(output[0]?.['encrypted_content']).toMatch(/^simulator-openai:rs_/);
    const result = { type: 'function_call_output', call_id: output[2]?.['call_id'], output: 'sunny' };
    const { seen: next } = await ask({ input: [question, ...output, result], tools });
    expect(textOf(next)).toContain('sunny');
  });

  it('19: leaves out reasoning that another provider has signed, and what nobody can read', async () => {
    const foreign = {
      type: 'reasoning',
      id: 'rs_a',
      summary: [{ type: 'summary_text', text: 'x' }],
      encrypted_content: 'anthropic:c2ln',
    };
    const bare = { type: 'reasoning', id: 'rs_b', summary: [] };
    const { seen } = await ask({ input: [foreign, bare, { role: 'user', content: '[[sim: tokens=5]] hello' }] });
    expect(finishOf(seen)).toHaveLength(1);
  });

  it('calls custom tools by their text, and tools within a namespace', async () => {
    const tools = [
      { type: 'custom', name: 'apply_change' },
      {
        type: 'namespace',
        name: 'files',
        description: 'Files',
        tools: [{ type: 'function', name: 'read_file', parameters: {} }],
      },
    ];
    const { seen } = await ask({ input: 'apply_change, then read_file', tools });
    expect(answerOf(seen).output.slice(1)).toMatchObject([
      { type: 'custom_tool_call', name: 'apply_change', input: expect.stringMatching(/./) },
      { type: 'function_call', name: 'read_file', namespace: 'files', arguments: expect.stringMatching(/^\{/) },
    ]);
    expect(finishOf(seen)).toEqual([{ type: 'finish', stopReason: 'tool_use' }]);
  });

  it('18: says what it goes without: dearer tiers, searches without a price, too high a limit', async () => {
    const tools = [{ type: 'web_search' }];
    const body = { input: '[[sim: tokens=5]] hello', tools, service_tier: 'priority', max_output_tokens: 9_999_999 };
    const { card, ...target } = hub.resolve(MODEL);
    const { webSearchMicros: _, ...price } = card.price;
    const { notices } = await ask(body, undefined, { ...target, card: { ...card, price } });
    const told = notices.flatMap((notice) => (notice.kind === 'adjusted' ? notice.parameter : []));
    expect(told).toEqual(['service_tier', 'max_output_tokens', 'tools']);
  });

  it('ends incomplete at its limit, and when a filter strikes', async () => {
    expect(finishOf((await ask({ input: '[[sim: tokens=60]] hello', max_output_tokens: 16 })).seen)).toEqual([
      { type: 'finish', stopReason: 'max_tokens' },
    ]);
    expect(finishOf((await ask({ input: '[[sim: fault=content-filter at=5]] hello' })).seen)).toEqual([
      { type: 'finish', stopReason: 'refusal' },
    ]);
  });
});

const SILENCES = new Set(['silence', 'stall']);
const failing: [fault: string, code: ErrorCode, hasContent: boolean][] = [
  ['429', 'provider_rate_limited', false],
  ['500', 'provider_unavailable', false],
  ['401', 'provider_misconfigured', false],
  ['context-length', 'context_overflow', false],
  ['content-filter-error', 'content_filtered', false],
  ['reset-0', 'provider_unavailable', false],
  ['reset-middle', 'provider_bad_response', true],
  ['silence', 'provider_timeout', false],
  ['stall', 'provider_timeout', true],
  ['cut', 'provider_bad_response', true],
  ['stream-error', 'provider_unavailable', true],
];

describe('a provider of the Responses API', () => {
  it.each(failing)('7: with %s ends in %s, never in a finished answer', async (fault, code, hasContent) => {
    const heard: Heard = { seen: [], notices: [] };
    const input = `[[sim: fault=${fault} tokens=30 at=10 seconds=120]] hello`;
    const target = (SILENCES.has(fault) ? impatient : hub).resolve(MODEL);
    const error: unknown = await ask({ input }, heard, target).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe(code);
    expect(finishOf(heard.seen)).toEqual([]);
    expect(textOf(heard.seen) !== '').toBe(hasContent);
  });

  it.each(['bad-json', 'no-done', 'duplicate-event', 'unknown-event', 'missing-usage', 'wrong-usage'])(
    '6, 8, 12: survives %s: the answer is the same as without it',
    async (fault) => {
      const plain = await ask({ input: '[[sim: tokens=30]] hello' });
      const { seen } = await ask({ input: `[[sim: fault=${fault} tokens=30 at=10]] hello` });
      expect(textOf(seen)).toBe(textOf(plain.seen));
      expect(finishOf(seen)).toEqual([{ type: 'finish', stopReason: 'end_turn' }]);
      expect(usageOf(seen)?.estimated).toBe(fault.endsWith('usage'));
    },
  );
});

it('every model’s card names what its adapter speaks', async () => {
  const { cards } = await hub.providers.listModelCards();
  for (const card of cards) {
    const { dialects } = hub.resolve(card.id).adapter;
    const isEmbedding = card.kind === 'embedding';
    expect(card.dialects).toEqual(dialects.filter((name) => (name === 'openai-embeddings') === isEmbedding));
  }
  expect(hub.resolve(MODEL).card.dialects).toEqual(['openai-chat', 'openai-responses']);
  expect(hub.resolve('local/simulator-gpt').card.dialects).toEqual(['openai-chat']);
});
