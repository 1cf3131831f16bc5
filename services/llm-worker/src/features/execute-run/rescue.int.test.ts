import { type RunEvent, noUsage, priceOf } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type WorkerFixture, createWorkerFixture, textOf } from '../../fixtures/worker-fixture.ts';
import { executeRun } from './execute-run.ts';

let fixture: WorkerFixture;
beforeAll(async () => {
  fixture = await createWorkerFixture();
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});
beforeEach(() => fixture.forgetFailures());

const CLAUDE = 'simulator-claude-fast';
const GPT = 'simulator-gpt-fast';
const forms = [
  { form: 'streamed', stream: true },
  { form: 'plain', stream: false },
];
const ways = [
  { way: 'Claude to GPT', models: [CLAUDE, GPT] },
  { way: 'GPT to Claude', models: [GPT, CLAUDE] },
];

const callsOf = () => fixture.simulator.stats().calls.map(({ model }) => model);
const continuedIn = (events: RunEvent[]) => events.filter(({ type }) => type === 'continued');

/** What each of the simulator's models would have said to the end: their answers have long beginnings in common. */
async function wholeAnswers(prompt: string): Promise<string[]> {
  const texts: string[] = [];
  for (const model of ['simulator-claude', CLAUDE, 'simulator-gpt', GPT]) {
    const payload = await fixture.admit(`[[sim: tokens=60 tps=0]] ${prompt}`, { model });
    await executeRun(fixture.deps, payload);
    texts.push(textOf(await fixture.readEvents(payload.runId)));
  }
  await fixture.forgetFailures();
  return texts;
}

describe.each(ways)('a text that breaks off, $way', ({ way, models }) => {
  describe.each(forms)('$form', ({ form, stream }) => {
    it.each([
      ['is cut', 'fault=cut at=40'],
      ['resets its connection', 'fault=reset-middle at=40'],
      ['sends an error', 'fault=stream-error at=40'],
    ])('%s: the next model finishes it without gap or repetition, and both are paid', async (what, fault) => {
      const prompt = `${what} ${way} ${form}`;
      const whole = await wholeAnswers(prompt);
      const payload = await fixture.admit(`[[sim: tokens=60 ${fault}]] ${prompt}`, { models, stream });
      await executeRun(fixture.deps, payload);
      const events = await fixture.readEvents(payload.runId);
      expect(callsOf()).toEqual(models);
      expect(whole).toContain(textOf(events));
      expect(continuedIn(events)).toMatchObject([{ model: models[1], reason: expect.stringMatching(/^provider_/) }]);
      const run = await fixture.readRun(payload.runId);
      expect(run).toMatchObject({
        state: 'done',
        model: models[1],
        parts: [{ model: models[0] }, { model: models[1] }],
      });
      const [first, second] = run.parts ?? [];
      expect(second?.usage.outputTokens).toBeGreaterThan(0);
      expect((first?.costMicros ?? 0n) + (second?.costMicros ?? 0n)).toBe(run.costMicros);
      expect(events.at(-1)).toMatchObject({
        type: 'done',
        costMicros: String(run.costMicros),
        parts: [
          { model: models[0], costMicros: String(first?.costMicros) },
          { model: models[1], costMicros: String(second?.costMicros) },
        ],
      });
      expect(await fixture.readMoney(payload.runId)).toEqual({ charged: run.costMicros, held: 0n });
    });
  });
});

describe.each(forms)(
  'a model that unexpectedly refuses to go on with an answer at the end of its prompt',
  ({ form, stream }) => {
    it(`is told in words to go on, and does, ${form}`, async () => {
      const prompt = `refuses prefill ${form}`;
      const whole = await wholeAnswers(prompt);
      fixture.simulator.configure({ withoutPrefill: [CLAUDE] });
      const models = [GPT, CLAUDE];
      const payload = await fixture.admit(`[[sim: tokens=60 fault=cut at=40]] ${prompt}`, { models, stream });
      await executeRun(fixture.deps, payload);
      expect(callsOf()).toEqual([GPT, CLAUDE, CLAUDE]);
      const events = await fixture.readEvents(payload.runId);
      expect(whole).toContain(textOf(events));
      expect(continuedIn(events)).toMatchObject([{ model: CLAUDE }]);
      const run = await fixture.readRun(payload.runId);
      expect(run).toMatchObject({ state: 'done', parts: [{ model: GPT }, { model: CLAUDE }] });
      expect(await fixture.readMoney(payload.runId)).toEqual({ charged: run.costMicros, held: 0n });
    });
  },
);

describe('an answer that breaks off is not finished by another model', () => {
  const models = [CLAUDE, GPT];
  const cut = (words: string) => `[[sim: tokens=60 fault=cut at=40 ${words}]] Hello`;
  const ends = async (prompt: string, changes: object = {}) => {
    const payload = { ...(await fixture.admit(prompt, { models })), ...changes };
    await executeRun(fixture.deps, payload);
    expect(callsOf()).toEqual([CLAUDE]);
    return fixture.readRun(payload.runId);
  };

  it('where its caller does not want that', async () => {
    expect(await ends(cut(''), { rescue: false })).toMatchObject({ state: 'error', parts: undefined });
  });

  it('within a call of a tool', async () => {
    const payload = await fixture.admit('[[sim: fault=cut at=12 calls=1]] use the tool', { models });
    const tool = { name: 'look_up', inputSchema: { type: 'object', properties: { what: { type: 'string' } } } };
    const { request } = payload;
    if (!request) throw new Error('a job in the hub’s own form');
    await executeRun(fixture.deps, { ...payload, request: { ...request, tools: [tool] } });
    expect(callsOf()).toEqual([CLAUDE]);
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'error' });
  });

  it('where it has to be JSON', async () => {
    const payload = await fixture.admit('[[sim: fault=cut at=3]] Hello', { models });
    const { request } = payload;
    if (!request) throw new Error('a job in the hub’s own form');
    await executeRun(fixture.deps, { ...payload, request: { ...request, responseFormat: { kind: 'json_object' } } });
    expect(callsOf()).toEqual([CLAUDE]);
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'error' });
  });
});

describe('an answer that no model can finish', () => {
  it('ends in a typed error, is charged as far as it was streamed, and shows one part where one model wrote it', async () => {
    const models = [CLAUDE, GPT];
    const payload = await fixture.admit('[[sim: tokens=60 fault=cut at=40]] alone', { models });
    const rest = fixture.deps.providers.resolve(GPT);
    if (!rest) throw new Error('no such model');
    const refused = {
      ...fixture.deps,
      providers: {
        ...fixture.deps.providers,
        resolve: (id: string) => (id === GPT ? undefined : fixture.deps.providers.resolve(id)),
      },
    };
    await executeRun(refused, payload);
    const run = await fixture.readRun(payload.runId);
    expect(run).toMatchObject({ state: 'error', model: CLAUDE, parts: undefined });
    expect(run.usage?.outputTokens).toBeGreaterThan(30);
    expect(run.costMicros).toBeGreaterThan(0n);
    expect((await fixture.readEvents(payload.runId)).at(-1)).toMatchObject({ type: 'failed' });
  });
});

describe('a worker that dies in the middle of an answer', () => {
  const input = { inputTokens: 20 };
  const usage = { ...noUsage, ...input, outputTokens: 40 };

  /** What a worker leaves that is killed in mid-stream: a claim, and a stream without an end. */
  async function dieAfter(runId: string, told: string): Promise<void> {
    await fixture.deps.ledger.claim({ runId, workerId: 'wrk_dead', leaseMs: 60_000 });
    await fixture.deps.scripts.append({
      ...{ runId, fence: 1, terminal: false, hasContent: true, takesOver: true, replyTo: 'gateway:test' },
      ...{ usage, model: CLAUDE },
      eventsJson: JSON.stringify([
        { type: 'started', model: CLAUDE, provider: 'simulator-anthropic' },
        { type: 'text', text: told },
      ]),
    });
  }

  it.each([
    { ...{ allowed: 'one model', models: [CLAUDE] }, ...{ form: 'streamed', stream: true } },
    { ...{ allowed: 'one model', models: [CLAUDE] }, ...{ form: 'plain', stream: false } },
    { ...{ allowed: 'several models', models: [CLAUDE, GPT] }, ...{ form: 'streamed', stream: true } },
    { ...{ allowed: 'several models', models: [CLAUDE, GPT] }, ...{ form: 'plain', stream: false } },
  ])(
    'is followed by another one, where the same model finishes it and nothing is paid twice; $allowed, $form',
    async ({ allowed, models, form, stream }) => {
      const prompt = `the worker dies, ${allowed}, ${form}`;
      const whole = await wholeAnswers(prompt);
      const { runId, ...payload } = await fixture.admit(`[[sim: tokens=60]] ${prompt}`, { models, stream });
      const told = whole[1]?.slice(0, 260) ?? '';
      await dieAfter(runId, told);
      await executeRun(fixture.deps, { runId, ...payload });
      const events = await fixture.readEvents(runId);
      expect(textOf(events)).toBe(whole[1]);
      expect(textOf(events).length).toBeGreaterThan(told.length);
      expect(continuedIn(events)).toMatchObject([{ model: CLAUDE, reason: 'run_interrupted' }]);
      expect(callsOf()).toEqual([CLAUDE]);
      const run = await fixture.readRun(runId);
      expect(run).toMatchObject({ state: 'done', parts: [{ model: CLAUDE, usage }, { model: CLAUDE }], usage: input });
      const [first, second] = run.parts ?? [];
      expect(second?.usage).toMatchObject({ inputTokens: 0, cacheReadTokens: 0, cacheWrite5mTokens: 0 });
      expect(second?.usage.outputTokens).toBeGreaterThan(0);
      expect(run.costMicros).toBe((first?.costMicros ?? 0n) + (second?.costMicros ?? 0n));
      expect(run.costMicros).toBe(priceOf(run.usage ?? noUsage, run.price));
      expect(await fixture.readMoney(runId)).toEqual({ charged: run.costMicros, held: 0n });
    },
  );
});
