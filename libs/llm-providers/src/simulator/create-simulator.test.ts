import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Simulator, createSimulator } from './create-simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator();
});
afterEach(() => simulator.reset());
afterAll(() => simulator.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${simulator.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer any', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const chat = (content: string, more: object = {}, headers?: Record<string, string>) =>
  post(
    '/openai/v1/chat/completions',
    { model: 'simulator-gpt', messages: [{ role: 'user', content }], ...more },
    headers,
  );
const answerOf = async (response: Response) => {
  const body = (await response.json()) as {
    choices: { message: { content: string } }[];
    usage?: { completion_tokens: number };
  };
  return { text: body.choices[0]?.message.content ?? '', tokens: body.usage?.completion_tokens };
};

describe('the simulator', () => {
  it('says the same to the same question, something else to another, and always that it is a simulator', async () => {
    const [first, again, other] = await Promise.all(
      ['ledgers', 'ledgers', 'queues'].map(async (topic) => answerOf(await chat(`Tell me about ${topic}.`))),
    );
    expect(first).toEqual(again);
    expect(first?.text).not.toBe(other?.text);
    expect(first?.text).toMatch(/simulator/);
    expect(first?.text).toContain('ledgers');
  });

  it('takes settings for all calls and directives for one, in the prompt or in a header', async () => {
    simulator.configure({ tokens: 12 });
    expect(await answerOf(await chat('hi'))).toMatchObject({ tokens: 12 });
    expect(await answerOf(await chat('[[sim: tokens=5]] hi'))).toMatchObject({ tokens: 5 });
    expect(await answerOf(await chat('hi', {}, { 'x-simulator': 'tokens=7' }))).toMatchObject({ tokens: 7 });
  });

  it('is configured over HTTP, and says what is wrong with a setting', async () => {
    const ok = await post('/simulator/settings', { fault: 'overloaded', ttftMs: 5 });
    expect(await ok.json()).toMatchObject({ fault: 'overloaded', ttftMs: 5 });
    expect((await chat('hi')).status).toBe(529);
    const bad = await post('/simulator/settings', { failureRate: 2 });
    expect(bad.status).toBe(400);
    expect(JSON.stringify(await bad.json())).toContain('failureRate');
    await post('/simulator/reset', {});
    expect((await chat('hi')).status).toBe(200);
  });

  it('fails at the rate it is told, the same calls for the same seed', async () => {
    const draw = async () => {
      simulator.configure({ failureRate: 0.3, failureKinds: { 'server-error': 1 }, seed: 42 });
      const statuses: number[] = [];
      for (let at = 0; at < 100; at += 1) statuses.push((await chat('hi')).status);
      return statuses;
    };
    const first = await draw();
    expect(await draw()).toEqual(first);
    const failures = first.filter((status) => status === 500).length;
    expect(failures).toBeGreaterThan(15);
    expect(failures).toBeLessThan(45);
  });

  it('fails the first so many calls with a question only', async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 4; at += 1) statuses.push((await chat('[[sim: fault=500 times=2]] flapping')).status);
    expect(statuses).toEqual([500, 500, 200, 200]);
  });

  it('fails the models that are named only, by a call’s own words or for all calls', async () => {
    const ask = async (model: string, content: string) =>
      (await post('/openai/v1/chat/completions', { model, messages: [{ role: 'user', content }] })).status;
    const models = ['simulator-gpt', 'simulator-gpt-fast'];
    const statuses = (content: string) => Promise.all(models.map((model) => ask(model, content)));
    expect(await statuses('[[sim: fault=500 on=simulator-gpt tokens=2]] hi')).toEqual([500, 200]);
    simulator.configure({ fault: 'unavailable', faultModels: ['simulator-gpt-fast'], tokens: 2 });
    expect(await statuses('hi')).toEqual([200, 503]);
  });

  it.each([
    ['every model', { fault: 'refuses-prefill' }, 400],
    ['the models that are named', { withoutPrefill: ['simulator-claude'] }, 400],
    ['no other model', { withoutPrefill: ['simulator-claude-fast'] }, 200],
  ])(
    'has %s refuse an answer that was begun, in Anthropic’s words, and answer everything else',
    async (_who, settings, status) => {
      await post('/simulator/settings', settings);
      const ask = (...messages: object[]) =>
        post(
          '/anthropic/v1/messages',
          { model: 'simulator-claude', max_tokens: 20, messages },
          { 'anthropic-version': '2023-06-01' },
        );
      const question = { role: 'user', content: 'hi' };
      expect((await ask(question)).status).toBe(200);
      const refused = await ask(question, { role: 'assistant', content: 'Well,' });
      expect(refused.status).toBe(status);
      const message =
        'This model does not support assistant message prefill. The conversation must end with a user message.';
      if (status === 400)
        expect(await refused.json()).toMatchObject({ error: { type: 'invalid_request_error', message } });
    },
  );

  it('reports calls, tokens and reported usage per model, so that charges can be checked from outside', async () => {
    await chat('[[sim: tokens=10]] a');
    await chat('[[sim: tokens=20]] b');
    await chat('[[sim: fault=500]] c');
    const stats = (await (await fetch(`${simulator.url}/simulator/stats`)).json()) as ReturnType<Simulator['stats']> & {
      openSockets: number;
    };
    expect(stats.openSockets).toBeGreaterThan(0);
    expect(stats).toMatchObject({ openCalls: 0, outcomes: { completed: 2, refused: 1 } });
    expect(stats.models['simulator-gpt']).toMatchObject({
      calls: 3,
      completed: 2,
      streamedTokens: 30,
      reported: { outputTokens: 30 },
    });
    expect(stats.calls.map((call) => [call.outcome, call.reported?.outputTokens])).toEqual([
      ['completed', 10],
      ['completed', 20],
      ['refused', undefined],
    ]);
  });

  it('tells who asks often of the calls that he means, and of all calls in its sums', async () => {
    await chat('[[sim: tokens=10]] a');
    await chat('[[sim: tokens=20]] b');
    const ask = async (query: string) => {
      const response = await fetch(`${simulator.url}/simulator/stats?${query}`);
      const { calls, models } = (await response.json()) as Partial<ReturnType<Simulator['stats']>>;
      return [calls?.map(({ streamedTokens }) => streamedTokens), models?.['simulator-gpt']?.calls];
    };
    expect(await ask('model=simulator-gpt&last=1')).toEqual([[20], 2]);
    expect(await ask('model=simulator-claude')).toEqual([[], 2]);
    expect(await ask('last=0')).toEqual([[], 2]);
    expect((await fetch(`${simulator.url}/simulator/stats?last=all`)).status).toBe(400);
  });

  it('forgets old calls instead of growing', async () => {
    simulator.configure({ keepCalls: 3 });
    for (let at = 0; at < 120; at += 1) await chat('[[sim: tokens=1]] hi');
    expect(simulator.stats().calls).toHaveLength(3);
    expect(simulator.stats().models['simulator-gpt']?.calls).toBe(120);
  });

  it.each([
    ['openai/v1/chat/completions', 'simulator-gpt'],
    ['anthropic/v1/messages', 'simulator-claude'],
  ])('streams an answer of very many tokens by %s', async (path, model) => {
    const messages = [{ role: 'user', content: '[[sim: tokens=200000 tps=0 ttft=0]] Everything.' }];
    const version = { 'x-api-key': 'any', 'anthropic-version': '2023-06-01' };
    const response = await post(`/${path}`, { model, messages, stream: true, max_tokens: 1_000_000 }, version);
    expect(response.status).toBe(200);
    const chunks = (await response.text()).split('\n\n').length - 1;
    expect(chunks).toBeGreaterThan(200_000);
  });

  it('keeps the pace that is asked for', async () => {
    const startedAt = performance.now();
    await (await chat('[[sim: tokens=40 tps=200 ttft=100]] hi', { stream: true })).text();
    const took = performance.now() - startedAt;
    expect(took).toBeGreaterThan(270);
    expect(took).toBeLessThan(1_500);
  });

  it('notices that its caller hung up', async () => {
    const controller = new AbortController();
    const response = await fetch(`${simulator.url}/openai/v1/chat/completions`, {
      method: 'POST',
      signal: controller.signal,
      headers: { authorization: 'Bearer any' },
      body: JSON.stringify({
        model: 'simulator-gpt',
        stream: true,
        messages: [{ role: 'user', content: '[[sim: fault=endless tps=500]]' }],
      }),
    });
    await response.body?.getReader().read();
    expect(simulator.stats().openCalls).toBe(1);
    controller.abort();
    const deadline = Date.now() + 1_000;
    while (simulator.stats().openCalls > 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(simulator.stats().outcomes).toEqual({ 'client-closed': 1 });
  });

  it.each([
    ['a wrong key', '/openai/v1/chat/completions', { authorization: 'Bearer invalid' }, '{}', 401, 'invalid_api_key'],
    ['no key', '/anthropic/v1/messages', { authorization: '' }, '{}', 401, 'authentication_error'],
    ['no JSON', '/openai/v1/chat/completions', {}, '{"model":', 400, 'could not parse'],
    ['no version', '/anthropic/v1/messages', {}, '{"model":"m"}', 400, 'anthropic-version'],
    ['an unknown path', '/openai/v1/nothing', {}, '{}', 404, 'Unknown request URL'],
    ['an unknown admin path', '/simulator/nothing', {}, '{}', 404, 'simulator'],
  ])('answers %s with the right envelope', async (_name, path, headers, body, status, words) => {
    const response = await post(path, body, headers);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(words);
  });

  it('is healthy while it runs', async () => {
    expect((await fetch(`${simulator.url}/health`)).status).toBe(200);
  });
});
