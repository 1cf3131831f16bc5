import { AppError, type ErrorCode, type ProviderEvent, noUsage } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callOf } from '@smart-ai-hub/dialects';
import { chatRequest, weatherTool } from '@smart-ai-hub/dialects/fixtures/chat-requests';
import { type SimulatedProviders, collect, startSimulatedProviders, textOf } from '../fixtures/simulated-providers.ts';
import { createUsageMeter } from '../usage/usage-meter.ts';

const MODELS = ['simulator-claude', 'simulator-gpt', 'local/simulator-gpt'] as const;

let hub: SimulatedProviders;
/** Gives a silent provider up at once: for the faults that are silences, so that no other one is taken for one on a busy machine. */
let impatient: SimulatedProviders;
beforeAll(async () => {
  hub = await startSimulatedProviders();
  impatient = await startSimulatedProviders({ limits: { firstTokenMs: 300, gapMs: 300 } });
});
afterAll(() => Promise.all([hub.close(), impatient.close()]));

const SILENCES = /fault=(?:silence|slow-headers|stall)/;

const call = (model: string, text: string, seen: ProviderEvent[] = [], signal?: AbortSignal) =>
  collect((SILENCES.test(text) ? impatient : hub).resolve(model), chatRequest({ model, text }), {
    seen,
    ...(signal && { signal }),
  });

const failureOf = async (model: string, text: string, seen: ProviderEvent[] = []): Promise<AppError> => {
  const error: unknown = await call(model, text, seen).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error(`no AppError but ${String(error)}`);
};

/** Names of the events that are no content, `finish` among them. */
const finishOf = (events: ProviderEvent[]) => events.filter((event) => event.type === 'finish');
const lastUsage = (events: ProviderEvent[]) => events.findLast((event) => event.type === 'usage')?.usage;

const failing: [fault: string, code: ErrorCode, hasContent: boolean][] = [
  ['429', 'provider_rate_limited', false],
  ['500', 'provider_unavailable', false],
  ['503', 'provider_unavailable', false],
  ['529', 'provider_unavailable', false],
  ['401', 'provider_misconfigured', false],
  ['403', 'provider_misconfigured', false],
  ['context-length', 'context_overflow', false],
  ['content-filter-error', 'content_filtered', false],
  ['reset-0', 'provider_unavailable', false],
  ['reset-1', 'provider_unavailable', false],
  ['reset-middle', 'provider_bad_response', true],
  ['silence', 'provider_timeout', false],
  ['slow-headers', 'provider_timeout', false],
  ['stall', 'provider_timeout', true],
  ['cut', 'provider_bad_response', true],
  ['stream-error', 'provider_unavailable', true],
];

describe.each(MODELS)('%s', (model) => {
  it.each(failing)('%s ends in %s, never in a finished answer', async (fault, code, hasContent) => {
    const seen: ProviderEvent[] = [];
    const error = await failureOf(model, `[[sim: fault=${fault} tokens=30 at=10 seconds=2]] hello`, seen);
    expect(error.code).toBe(code);
    expect(finishOf(seen)).toEqual([]);
    expect(textOf(seen) !== '').toBe(hasContent);
  });

  it.each(['bad-json', 'no-done', 'duplicate-event', 'unknown-event', 'missing-usage', 'wrong-usage'])(
    '%s is survived: the answer is the same as without it',
    async (fault) => {
      const plain = await call(model, '[[sim: tokens=30]] hello');
      const events = await call(model, `[[sim: fault=${fault} tokens=30 at=10]] hello`);
      expect(textOf(events)).toBe(textOf(plain));
      expect(finishOf(events)).toEqual([{ type: 'finish', stopReason: 'end_turn' }]);
      expect(events.at(-1)?.type).toBe('finish');
      const isEstimated = fault.endsWith('usage');
      expect(lastUsage(events)?.estimated).toBe(isEstimated);
      if (!isEstimated) expect(lastUsage(events)?.outputTokens).toBe(30);
      else expect(lastUsage(events)?.outputTokens).toBeGreaterThan(15);
    },
  );

  it('a content filter is a refusal, not an error', async () => {
    const events = await call(model, '[[sim: fault=content-filter at=5]] hello');
    expect(finishOf(events)).toEqual([{ type: 'finish', stopReason: 'refusal' }]);
  });

  it('24 and 12: a call that is cut is billed for what it produced', async () => {
    const request = chatRequest({ model, text: '[[sim: fault=cut tokens=60 at=40]] hello' });
    const meter = createUsageMeter(() => request);
    const seen: ProviderEvent[] = [];
    await expect(collect(hub.resolve(model), request, { seen })).rejects.toMatchObject({
      code: 'provider_bad_response',
    });
    for (const event of seen) meter.observe(event);
    expect(meter.current()).toMatchObject({ estimated: true });
    expect(meter.current().outputTokens).toBeGreaterThan(20);
    expect(meter.current()).not.toEqual(noUsage);
  });

  it('pings count as life: a slow first token is waited for', async () => {
    const events = await call(model, '[[sim: tokens=5 ttft=700 ping=100]] hello');
    expect(finishOf(events)).toHaveLength(1);
  });

  it('the caller’s signal closes the provider’s socket at once', async () => {
    const controller = new AbortController();
    const seen: ProviderEvent[] = [];
    const calling = call(model, '[[sim: fault=endless tps=1000]] hello', seen, controller.signal);
    setTimeout(() => controller.abort(), 100);
    await expect(calling).rejects.toMatchObject({ code: 'run_cancelled' });
    expect(textOf(seen)).not.toBe('');
    await untilNoOpenCalls();
  });

  it('a signal that is aborted beforehand sends nothing', async () => {
    const { openCalls, outcomes } = hub.simulator.stats();
    await expect(call(model, 'hello', [], AbortSignal.abort())).rejects.toMatchObject({ code: 'run_cancelled' });
    expect(hub.simulator.stats()).toMatchObject({ openCalls, outcomes });
  });

  it('a reader who leaves early closes the socket', async () => {
    const resolved = hub.resolve(model);
    const request = chatRequest({ model, text: '[[sim: fault=endless tps=1000]] hello' });
    const signal = new AbortController().signal;
    for await (const event of resolved.adapter.stream(callOf(request), { ...resolved, signal }))
      if (event.type === 'text') break;
    await untilNoOpenCalls();
  });

  it('time in which nobody reads is not silence of the provider', async () => {
    const resolved = impatient.resolve(model);
    const request = chatRequest({ model, text: '[[sim: tokens=20]] hello' });
    const signal = new AbortController().signal;
    let pauses = 0;
    const seen: ProviderEvent[] = [];
    for await (const event of resolved.adapter.stream(callOf(request), { ...resolved, signal })) {
      if (event.type === 'text' && pauses === 0) {
        pauses += 1;
        await new Promise((resolve) => setTimeout(resolve, 450));
      }
      seen.push(event);
    }
    expect(finishOf(seen)).toHaveLength(1);
  });

  it('an endless answer ends at the limit for the whole call', async () => {
    const resolved = hub.resolve(model);
    const request = chatRequest({ model, text: '[[sim: fault=endless tps=500]] hello' });
    const options = { ...resolved, signal: new AbortController().signal, limits: { totalMs: 250 } };
    const drain = async () => {
      for await (const event of resolved.adapter.stream(callOf(request), options))
        expect(event.type).not.toBe('finish');
    };
    await expect(drain()).rejects.toMatchObject({ code: 'provider_timeout', internal: { limit: 'total' } });
  });

  it('calls a tool, and answers with text once it has the result', async () => {
    const text = 'Weather in Paris? Use the tool.';
    const first = await collect(hub.resolve(model), chatRequest({ model, text, tools: [weatherTool] }));
    expect(finishOf(first)).toEqual([{ type: 'finish', stopReason: 'tool_use' }]);
    const toolCall = first.find((event) => event.type === 'tool_call');
    const argumentsJson = first.map((event) => (event.type === 'tool_arguments' ? event.fragment : '')).join('');
    expect(JSON.parse(argumentsJson)).toEqual({ city: 'Paris' });
    const second = chatRequest({
      model,
      tools: [weatherTool],
      messages: [
        { role: 'user', content: [{ type: 'text', text }] },
        {
          role: 'assistant',
          content: [{ type: 'tool_call', id: toolCall?.id ?? '', name: 'get_weather', argumentsJson }],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', toolCallId: toolCall?.id ?? '', content: [{ type: 'text', text: 'sunny' }] },
          ],
        },
      ],
    });
    const events = await collect(hub.resolve(model), second);
    expect(textOf(events)).toContain('sunny');
    expect(finishOf(events)).toEqual([{ type: 'finish', stopReason: 'end_turn' }]);
  });

  it('13: reports exactly the usage that the provider counted', async () => {
    hub.simulator.reset();
    const events = await call(model, '[[sim: tokens=25 reasoning=7]] hello');
    const record = hub.simulator.stats().calls.at(-1);
    expect(lastUsage(events)).toMatchObject({ ...record?.reported, estimated: false });
    expect(record).toMatchObject({ outcome: 'completed', streamedTokens: 32 });
  });

  it('keeps the connection for the next call', async () => {
    for (let at = 0; at < 5; at += 1) await call(model, '[[sim: tokens=3]] hello');
    expect(hub.simulator.stats().openCalls).toBe(0);
  });
});

describe('shapes of context overflow', () => {
  it.each(['anthropic', 'anthropic-limit'])('22: %s', async (shape) => {
    const error = await failureOf('simulator-claude', `[[sim: fault=400 shape=${shape}]] hello`);
    expect(error.code).toBe('context_overflow');
  });

  it.each(['openai', 'vllm', 'llama-cpp', 'ollama'])('22: %s', async (shape) => {
    const error = await failureOf('local/simulator-gpt', `[[sim: fault=400 shape=${shape}]] hello`);
    expect(error.code).toBe('context_overflow');
  });
});

describe('what an error tells', () => {
  it('23: a rate limit keeps its Retry-After', async () => {
    const error = await failureOf('simulator-gpt', '[[sim: fault=429 retry=7]] hello');
    expect(error.retryAfterSeconds).toBe(7);
    expect(error.internal).toMatchObject({ status: 429, providerRequestId: expect.stringMatching(/^req_/) });
  });

  it.each(MODELS)('no error of %s shows the prompt or the key', async (model) => {
    for (const [fault] of failing.filter(
      ([name]) => name !== 'silence' && name !== 'stall' && name !== 'slow-headers',
    )) {
      const error = await failureOf(model, `[[sim: fault=${fault} tokens=30 at=10]] my-secret-prompt`);
      expect(`${error.message} ${error.detail} ${JSON.stringify(error.internal)}`).not.toMatch(
        /my-secret-prompt|Bearer|sk-/,
      );
    }
  });
});

async function untilNoOpenCalls(): Promise<void> {
  const deadline = Date.now() + 1_000;
  while (hub.simulator.stats().openCalls > 0) {
    if (Date.now() > deadline) throw new Error('the provider still writes');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
