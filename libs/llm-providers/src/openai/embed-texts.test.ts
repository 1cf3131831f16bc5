import { AppError, type ErrorCode, type ProviderEvent } from '@smart-ai-hub/contracts';
import { openCall } from '@smart-ai-hub/dialects';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SimulatedProviders, startSimulatedProviders } from '../fixtures/simulated-providers.ts';
import { countSimulatorTokens } from '../simulator/answer/tokens.ts';

const OPENAI = 'simulator-embedding';
/** Answers plain numbers of its own count, as small servers do. */
const COMPATIBLE = 'local/simulator-gpt';

let hub: SimulatedProviders;
beforeAll(async () => {
  hub = await startSimulatedProviders({ limits: { firstTokenMs: 1_500, gapMs: 1_500 } });
});
afterAll(() => hub.close());

async function embed(model: string, body: Record<string, unknown>, signal = new AbortController().signal) {
  const resolved = hub.resolve(model);
  const call = openCall({ wire: { dialect: 'openai-embeddings', body: { model, ...body }, headers: {} } });
  if (call.kind !== 'embedding' || !resolved.adapter.embed) throw new Error('no way to embed');
  const events: ProviderEvent[] = [];
  for await (const event of resolved.adapter.embed(call, { ...resolved, signal })) events.push(event);
  return events;
}

const failureOf = async (model: string, input: string, signal?: AbortSignal): Promise<AppError> => {
  const error: unknown = await embed(model, { input }, signal).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error(`no AppError but ${String(error)}`);
};

const vectorsOf = (events: ProviderEvent[]) =>
  events.flatMap((event) => (event.type === 'embedding' ? [event.vector] : []));
const bytesOf = (vector = '') => Buffer.byteLength(vector, 'base64');
const usageOf = (events: ProviderEvent[]) => events.find((event) => event.type === 'usage')?.usage;

const failing: [fault: string, code: ErrorCode][] = [
  ['429', 'provider_rate_limited'],
  ['500', 'provider_unavailable'],
  ['529', 'provider_unavailable'],
  ['401', 'provider_misconfigured'],
  ['context-length', 'context_overflow'],
  ['content-filter-error', 'content_filtered'],
  ['reset-0', 'provider_unavailable'],
  ['reset-middle', 'provider_unavailable'],
  ['silence', 'provider_timeout'],
  ['cut', 'provider_bad_response'],
  ['bad-json', 'provider_bad_response'],
];

describe.each([OPENAI, COMPATIBLE])('embeddings of %s', (model) => {
  it('are a vector for each text, in order, with the usage before and the end after', async () => {
    const events = await embed(model, { input: ['one', 'another text', 'one'] });
    const [first, second, third] = vectorsOf(events);
    expect(events.map(({ type }) => type)).toEqual(['usage', 'embedding', 'embedding', 'embedding', 'finish']);
    expect(first).toBe(third);
    expect(first).not.toBe(second);
    const inputTokens = 2 * countSimulatorTokens('one') + countSimulatorTokens('another text');
    expect(usageOf(events)).toMatchObject({ inputTokens, outputTokens: 0, estimated: false });
  });

  it('are made of tokens as well as of texts', async () => {
    const events = await embed(model, { input: [[1, 2, 3], [4]] });
    expect(vectorsOf(events)).toHaveLength(2);
    expect(usageOf(events)?.inputTokens).toBe(4);
  });

  it.each(failing)('%s ends in %s, without any vector', async (fault, code) => {
    expect((await failureOf(model, `[[sim: fault=${fault} seconds=10]] text`)).code).toBe(code);
  });

  it.each(['missing-usage', 'wrong-usage'])('12: %s is counted here, and marked as such', async (fault) => {
    const usage = usageOf(await embed(model, { input: `[[sim: fault=${fault}]] text` }));
    expect(usage).toMatchObject({ estimated: true, outputTokens: 0 });
    expect(usage?.inputTokens).toBeGreaterThan(5);
  });

  it('end at once when their caller leaves, and close the provider’s socket', async () => {
    const left = new AbortController();
    const failure = failureOf(model, '[[sim: ttft=60000]] text', left.signal);
    while (hub.simulator.stats().openCalls === 0) await new Promise(setImmediate);
    left.abort();
    expect((await failure).code).toBe('run_cancelled');
  });
});

describe('the size of the vectors', () => {
  it('is the model’s own, or the one that was asked for', async () => {
    expect(bytesOf(vectorsOf(await embed(OPENAI, { input: 'a' }))[0])).toBe(1_536 * 4);
    expect(bytesOf(vectorsOf(await embed(OPENAI, { input: 'a', dimensions: 256 }))[0])).toBe(256 * 4);
  });

  it('is refused in the provider’s words where it is too large', async () => {
    const failure = embed(OPENAI, { input: 'a', dimensions: 5_000 });
    await expect(failure).rejects.toThrow(/provider_rejected: Invalid value for 'dimensions'/);
  });

  it('stays the model’s own where a server passes over the wish', async () => {
    expect(bytesOf(vectorsOf(await embed(COMPATIBLE, { input: 'a', dimensions: 256 }))[0])).toBe(768 * 4);
  });
});
