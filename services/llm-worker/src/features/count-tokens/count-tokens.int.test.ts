import type { TokenCountPayload } from '@smart-ai-hub/contracts';
import { type TokenCounter, createTokenCountConsumer, createTokenCounter } from '@smart-ai-hub/run-pipeline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { executeRun } from '../execute-run/execute-run.ts';
import { TOKEN_COUNT_CONCURRENCY, countTokens } from './count-tokens.ts';

const REPLY_TO = 'gateway:counting';
const CLAUDE = 'simulator-claude';
const GPT = 'simulator-gpt';
/** What Claude Code sends when it compacts. */
const BURST = 26;

let fixture: WorkerFixture;
let counter: TokenCounter;
let closeAll: () => Promise<void>;

beforeAll(async () => {
  fixture = await createWorkerFixture();
  const [subscriber, asking, answering] = [1, 2, 3].map(() => fixture.deps.redis.duplicate());
  if (!subscriber || !asking || !answering) throw new Error('no connections');
  await subscriber.subscribe(REPLY_TO);
  counter = createTokenCounter({ redis: asking, subscriber, replyTo: REPLY_TO });
  const consumer = createTokenCountConsumer({
    redis: answering,
    concurrency: TOKEN_COUNT_CONCURRENCY,
    count: (payload, signal) => countTokens(fixture.deps, payload, signal),
    onError: () => undefined,
  });
  closeAll = async () => {
    await Promise.all([consumer.close(), counter.close()]);
    for (const connection of [subscriber, asking, answering]) connection.disconnect();
  };
});

afterAll(async () => {
  await closeAll();
  await fixture.close();
});

beforeEach(() => fixture.simulator.reset());

const question = (model: string, text: string, headers: Record<string, string> = {}) => ({
  model,
  wire: {
    dialect: 'anthropic-messages' as const,
    body: { model, messages: [{ role: 'user', content: text }] },
    headers,
  },
});

describe('the tokens of a prompt', () => {
  it('are those that its provider counts: as many as a call of the same prompt is charged for', async () => {
    const text = 'word '.repeat(500);
    const { answer, isExact } = await counter.count(question(CLAUDE, text));
    await executeRun(fixture.deps, await fixture.admit(text, { model: CLAUDE }));
    expect(isExact).toBe(true);
    expect(fixture.simulator.stats().calls.at(-1)?.reported?.inputTokens).toBe(answer.input_tokens);
  });

  it('are asked for in the caller’s own words, with what belongs to them', async () => {
    const asked = question(CLAUDE, 'x', { 'anthropic-beta': 'context-management-2025-06-27' });
    const body = { ...asked.wire.body, of_next_year: 1, max_tokens: 5, stream: true };
    const refused = counter.count({ ...asked, wire: { ...asked.wire, body } });
    // The provider refuses what it does not know, and has nothing against the limit: that one did not reach it.
    await expect(refused).rejects.toThrow(/of_next_year/);
  });

  it('are counted by the hub for a model whose provider counts none, and said to be', async () => {
    const count = await counter.count(question(GPT, 'one two three'));
    expect(count).toEqual({ answer: { input_tokens: 7 }, isExact: false });
  });

  it('are counted by the hub where a server of Anthropic’s dialect has no such question', async () => {
    const model = { id: 'house-model', inputPrice: 1, outputPrice: 2 };
    // The simulator has no Anthropic there: whatever is asked is not found.
    const endpoint = { id: 'house', baseUrl: `${fixture.simulator.url}/anthropic/elsewhere`, models: [model] };
    const worker = await fixture.startWorker({ ANTHROPIC_COMPATIBLE_ENDPOINTS: JSON.stringify([endpoint]) });
    const payload = {
      ...question('house-model', 'one two three'),
      countId: 'cnt_1',
      replyTo: REPLY_TO,
      deadlineAtMs: 0,
    };
    const reply = await countTokens(worker, payload, new AbortController().signal);
    expect(reply).toEqual({ answer: { input_tokens: 7 }, isExact: false });
  });

  it.each([CLAUDE, GPT])('of %s come for each of 26 questions of 60 kB that an agent sends at once', async (model) => {
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(1_400);
    const startedAtMs = performance.now();
    const counts = await Promise.all(
      Array.from({ length: BURST }, (_, index) => counter.count(question(model, `${index} ${text}`))),
    );
    const tookMs = performance.now() - startedAtMs;
    expect(counts).toHaveLength(BURST);
    expect(Math.min(...counts.map(({ answer }) => answer.input_tokens))).toBeGreaterThan(10_000);
    expect(tookMs).toBeLessThan(10_000);
  });

  it('are refused in the words of the provider', async () => {
    const invalid = question(CLAUDE, 'x');
    const body = { ...invalid.wire.body, messages: [{ role: 'nobody', content: 'x' }] };
    await expect(counter.count({ ...invalid, wire: { ...invalid.wire, body } })).rejects.toMatchObject({
      code: 'provider_rejected',
    });
  });

  it('are refused for a model that is not served any more', async () => {
    await expect(counter.count(question('gone', 'x'))).rejects.toMatchObject({ code: 'model_not_found' });
  });
});

describe('a question that nobody answers in time', () => {
  it('ends as no_capacity with the seconds to wait, and is not answered afterwards', async () => {
    const subscriber = fixture.deps.redis.duplicate();
    const lost = createTokenCounter({ redis: fixture.deps.redis, subscriber, replyTo: 'gateway:deaf', timeoutMs: 50 });
    await expect(lost.count(question(GPT, 'x'))).rejects.toMatchObject({ code: 'no_capacity', retryAfterSeconds: 1 });
    await lost.close();
    subscriber.disconnect();
  });

  it('is refused at once where too many wait already', async () => {
    const subscriber = fixture.deps.redis.duplicate();
    const full = createTokenCounter({ redis: fixture.deps.redis, subscriber, replyTo: REPLY_TO, maxWaiting: 0 });
    await expect(full.count(question(GPT, 'x'))).rejects.toMatchObject({ code: 'no_capacity' });
    await full.close();
    subscriber.disconnect();
  });

  it('is dropped by its worker when its deadline is over', async () => {
    const late: TokenCountPayload = {
      ...question(CLAUDE, 'x'),
      countId: 'cnt_late',
      replyTo: REPLY_TO,
      deadlineAtMs: 0,
    };
    const reply = await countTokens(fixture.deps, late, AbortSignal.abort());
    expect(reply).toMatchObject({ error: { code: 'run_cancelled' } });
    expect(fixture.simulator.stats().calls).toEqual([]);
  });
});
