import type { RunEvent } from '@smart-ai-hub/contracts';
import { CIRCUITS_KEY } from '@smart-ai-hub/run-pipeline';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WorkerDeps } from '../../dependencies.ts';
import { type WorkerFixture, createWorkerFixture, textOf } from '../../fixtures/worker-fixture.ts';
import { executeRun } from './execute-run.ts';

let fixture: WorkerFixture;
/** Waits for a first token for a moment only. */
let impatient: WorkerDeps;

beforeAll(async () => {
  fixture = await createWorkerFixture();
  impatient = await fixture.startWorker({ FIRST_TOKEN_TIMEOUT_MS: '300' });
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

beforeEach(() => fixture.forgetFailures());

const DEAR = 'simulator-claude-fast';
/** 2 micro-credits a token of input, 12.5 of output. */
const CHEAP = 'simulator-gpt-fast';
const models = [DEAR, CHEAP];
const forms = [
  { form: 'streamed', stream: true },
  { form: 'plain', stream: false },
];

const callsOf = () => fixture.simulator.stats().calls.map(({ model }) => model);
const startsOf = (events: RunEvent[]) => events.flatMap((event) => (event.type === 'started' ? [event.model] : []));
const failovers = async () => (await fixture.deps.metrics.failovers.get()).values;

describe.each(forms)('a $form call whose first model', ({ stream }) => {
  it.each([
    ['is silent', 'fault=silence seconds=60 times=1', [DEAR, CHEAP]],
    ['answers 503', 'fault=503 times=2', [DEAR, DEAR, CHEAP]],
    ['answers 500', 'fault=500 times=2', [DEAR, DEAR, CHEAP]],
    ['is overloaded', 'fault=overloaded times=2', [DEAR, DEAR, CHEAP]],
    ['limits us for long', 'fault=429 retry=30 times=1', [DEAR, CHEAP]],
    ['resets the connection', 'fault=reset-0 times=2', [DEAR, DEAR, CHEAP]],
    ['refuses our key', 'fault=401 times=1', [DEAR, CHEAP]],
  ])('%s is answered whole by the second, at its price', async (what, fault, asked) => {
    const payload = await fixture.admit(`[[sim: tokens=40 ${fault}]] ${what} ${stream}`, { models, stream });
    const { holdMicros } = await fixture.readRun(payload.runId);
    expect(holdMicros).toBeGreaterThan(100n * 50n);
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged: 0n, held: holdMicros });
    await executeRun(impatient, payload);
    expect(callsOf()).toEqual(asked);
    const events = await fixture.readEvents(payload.runId);
    expect(startsOf(events).at(-1)).toBe(CHEAP);
    const { inputTokens = 0, outputTokens = 0 } = fixture.simulator.stats().calls.at(-1)?.reported ?? {};
    expect(outputTokens).toBe(40);
    const charged = BigInt(inputTokens) * 2n + 500n;
    expect(events.at(-1)).toMatchObject({ type: 'done', costMicros: String(charged), usage: { outputTokens: 40 } });
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged, held: 0n });
    expect(await fixture.readRun(payload.runId)).toMatchObject({
      ...{ state: 'done', model: CHEAP, provider: 'simulator-openai', costMicros: charged },
      price: { inputMicros: 2_000_000 },
    });
  });

  it('is gone is answered by the second without a call of the first', async () => {
    const payload = await fixture.admit('[[sim: tokens=5]] hello', { models: ['model-of-yesterday', CHEAP], stream });
    await executeRun(fixture.deps, payload);
    expect(callsOf()).toEqual([CHEAP]);
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'done', model: CHEAP });
  });

  it('fails as the second does is one typed error, and costs nothing', async () => {
    const payload = await fixture.admit(`[[sim: fault=503]] both ${stream}`, { models, stream });
    await executeRun(fixture.deps, payload);
    expect(callsOf()).toEqual([DEAR, DEAR, CHEAP]);
    const events = await fixture.readEvents(payload.runId);
    expect(events.filter(({ type }) => type === 'failed' || type === 'done')).toMatchObject([
      { type: 'failed', code: 'provider_unavailable', costMicros: '0' },
    ]);
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged: 0n, held: 0n });
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'error', model: CHEAP, costMicros: 0n });
  });

  it.each([
    ['has no room for the prompt', 'fault=context-length', 'context_overflow'],
    ['filters the content', 'fault=content-filter-error', 'content_filtered'],
  ])('%s is not routed around to one like it', async (what, fault, code) => {
    const payload = await fixture.admit(`[[sim: ${fault}]] ${what} ${stream}`, { models, stream });
    await executeRun(fixture.deps, payload);
    expect(callsOf()).toEqual([DEAR]);
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'error', errorCode: code, model: DEAR });
  });

  it('is asked in vain until its caller cancels asks no other', async () => {
    const payload = await fixture.admit(`[[sim: fault=silence seconds=60]] nobody ${stream}`, { models, stream });
    const execution = executeRun(fixture.deps, payload);
    await eventually(() => fixture.simulator.stats().openCalls === 1);
    await fixture.deps.scripts.requestCancel(payload.runId);
    await execution;
    expect(callsOf()).toEqual([DEAR]);
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'cancelled', costMicros: 0n });
  });
});

describe('a model that failed five times in a row', () => {
  it('is left alone, for callers who allow another one and for those who do not', async () => {
    for (const turn of [1, 2]) {
      await executeRun(fixture.deps, await fixture.admit(`[[sim: fault=503]] turn ${turn}`, { model: DEAR }));
    }
    expect(callsOf()).toHaveLength(5);
    const alone = await fixture.admit('[[sim: tokens=5]] me', { model: DEAR });
    await executeRun(fixture.deps, alone);
    const end = (await fixture.readEvents(alone.runId)).at(-1);
    expect(end).toMatchObject({ type: 'failed', code: 'provider_unavailable', costMicros: '0' });
    const wait = end?.type === 'failed' ? (end.retryAfterSeconds ?? 0) : 0;
    expect(wait > 0 && wait <= 10).toBe(true);
    const free = await fixture.admit('[[sim: tokens=5]] us', { models });
    await executeRun(fixture.deps, free);
    expect(callsOf().slice(5)).toEqual([CHEAP]);
    expect(textOf(await fixture.readEvents(free.runId))).not.toBe('');
    expect(await failovers()).toContainEqual(
      expect.objectContaining({
        labels: { from: 'simulator-anthropic', to: 'simulator-openai', reason: 'circuit_open' },
      }),
    );
  });
});

describe('the retries of a worker', () => {
  it('have a budget: once it is used up, failures go to the next model or to the caller', async () => {
    const worker = await fixture.startWorker();
    for (let at = 0; at < 9; at += 1) worker.retries.take();
    const run = async (prompt: string, ...candidates: string[]) => {
      const payload = await fixture.admit(prompt, { models: candidates });
      await executeRun(worker, payload);
      return fixture.readRun(payload.runId);
    };
    expect(await run('[[sim: fault=503]] alone', DEAR)).toMatchObject({ state: 'error' });
    expect(callsOf()).toEqual([DEAR, DEAR]);
    expect(await run('[[sim: fault=503 times=1]] both', ...models)).toMatchObject({ state: 'done', model: CHEAP });
    expect(callsOf().slice(2)).toEqual([DEAR, CHEAP]);
    const answers = (await worker.metrics.retries.get()).values.map(({ labels, value }) => [labels.answer, value]);
    expect(Object.fromEntries(answers)).toMatchObject({ refused: 2 });
  });
});

describe('two workers', () => {
  it('leave a model alone that failed at either of them, and both call it again after one good trial', async () => {
    const turn = async (worker: WorkerDeps, prompt: string, models = [DEAR]) => {
      const payload = await fixture.admit(prompt, { models });
      await executeRun(worker, payload);
      return fixture.readRun(payload.runId);
    };
    await turn(fixture.deps, '[[sim: fault=503]] one');
    await turn(fixture.deps, '[[sim: fault=503 times=2]] two', models);
    const openAt = async () => (await impatient.metrics.openCircuits.get()).values.map(({ value }) => value);
    await eventually(async () => expect(await openAt()).toContain(1));
    expect(await turn(impatient, '[[sim: tokens=5]] other', models)).toMatchObject({ state: 'done', model: CHEAP });
    expect(callsOf()).toEqual([DEAR, DEAR, DEAR, DEAR, DEAR, CHEAP, CHEAP]);
    await endPause();
    await Promise.all([fixture.deps, impatient].map(({ breakers }) => breakers.sync()));
    expect(await turn(impatient, '[[sim: tokens=5]] trial')).toMatchObject({ state: 'done', model: DEAR });
    await eventually(async () => expect(await openAt()).not.toContain(1));
    expect(await turn(fixture.deps, '[[sim: tokens=5]] again')).toMatchObject({ state: 'done', model: DEAR });
  });
});

/** Turns the clock of the open circuits: their pause is over now. */
async function endPause(): Promise<void> {
  const circuits = await fixture.deps.redis.hgetall(CIRCUITS_KEY);
  for (const [id, json] of Object.entries(circuits)) {
    await fixture.deps.redis.hset(CIRCUITS_KEY, id, JSON.stringify({ ...JSON.parse(json), openUntilMs: 0 }));
  }
}

describe('a model that is slow to begin', () => {
  it('is waited for by every worker once its calls have shown it, and not before', async () => {
    const hasty = await fixture.startWorker({ FIRST_TOKEN_TIMEOUT_MS: '150' });
    const run = async (worker: WorkerDeps, prompt: string) => {
      const payload = await fixture.admit(prompt, { model: DEAR });
      await executeRun(worker, payload);
      return fixture.readRun(payload.runId);
    };
    const before = await run(hasty, '[[sim: tokens=5 ttft=400]] before');
    expect(before).toMatchObject({ state: 'error', errorCode: 'provider_timeout' });
    const slow = Array.from({ length: 20 }, (_, at) => run(fixture.deps, `[[sim: tokens=5 ttft=250]] slow ${at}`));
    expect(await Promise.all(slow)).toMatchObject(slow.map(() => ({ state: 'done', model: DEAR })));
    await fixture.deps.health.sync();
    await hasty.health.sync();
    expect(await run(hasty, '[[sim: tokens=5 ttft=400]] after')).toMatchObject({ state: 'done', model: DEAR });
  });

  it('is waited for longer, step by step, by calls that have no other', async () => {
    const hasty = await fixture.startWorker({ FIRST_TOKEN_TIMEOUT_MS: '100', FIRST_TOKEN_TIMEOUT_MAX_MS: '250' });
    const limit = () => hasty.health.firstTokenMs('simulator-anthropic', DEAR, () => false);
    expect(limit()).toBe(100);
    for (let turn = 0; turn < 20; turn += 1) {
      hasty.health.note({ provider: 'simulator-anthropic', model: DEAR, kind: 'first', ms: 10 });
    }
    await hasty.health.sync();
    expect(limit()).toBe(150);
    const payload = await fixture.admit('[[sim: fault=silence seconds=60 times=1]] alone', { model: DEAR });
    await executeRun(hasty, payload);
    await hasty.health.sync();
    expect(limit()).toBe(250);
  });
});

describe('a provider that limits our calls', () => {
  it('is sent fewer of them at once, and one that waits in vain for its turn asks the next model', async () => {
    const worker = await fixture.startWorker({ PROVIDER_WAIT_MS: '50' });
    const run = async (prompt: string) => {
      const payload = await fixture.admit(prompt, { models });
      await executeRun(worker, payload);
      return fixture.readRun(payload.runId);
    };
    expect(await run('[[sim: tokens=5 fault=429 retry=30 times=1]] limited')).toMatchObject({
      state: 'done',
      model: CHEAP,
    });
    const limits = (await worker.metrics.callsLimit.get()).values;
    expect(limits).toContainEqual(expect.objectContaining({ labels: { provider: 'simulator-anthropic' }, value: 1 }));
    const long = await fixture.admit('[[sim: fault=silence seconds=60]] long', { model: DEAR });
    const holding = executeRun(worker, long);
    await eventually(() => fixture.simulator.stats().openCalls === 1);
    expect(await run('[[sim: tokens=5]] next')).toMatchObject({ state: 'done', model: CHEAP });
    await fixture.deps.scripts.requestCancel(long.runId);
    await holding;
    expect(await run('[[sim: tokens=5]] after')).toMatchObject({ state: 'done', model: DEAR });
    expect((await worker.metrics.openCircuits.get()).values.filter(({ value }) => value > 0)).toEqual([]);
  });
});

describe('an endpoint that fails', () => {
  it('is left alone, and no other one with it: not even one with a model of the same name', async () => {
    const model = { id: 'house-model', inputPrice: 1, outputPrice: 2 };
    const { url } = fixture.simulator;
    const worker = await fixture.startWorker({
      OPENAI_COMPATIBLE_ENDPOINTS: JSON.stringify([
        { id: 'first', baseUrl: `${url}/compatible/v1`, models: [model, { ...model, id: 'sibling' }] },
      ]),
      ANTHROPIC_COMPATIBLE_ENDPOINTS: JSON.stringify([
        { id: 'second', baseUrl: `${url}/anthropic`, models: [model] },
        { id: 'third', baseUrl: 'http://127.0.0.1:9', models: [{ ...model, id: 'unreachable' }] },
      ]),
    });
    const run = async (prompt: string, ...models: string[]) => {
      const payload = await fixture.admit(prompt, { models });
      await executeRun(worker, payload);
      return (await fixture.readEvents(payload.runId)).at(-1);
    };
    for (const turn of [1, 2]) {
      await run(`[[sim: fault=503]] turn ${turn}`, 'house-model');
      await run(`turn ${turn}`, 'unreachable');
    }
    const open = (await worker.metrics.openCircuits.get()).values;
    const openAt = Object.fromEntries(open.map(({ labels, value }) => [labels.provider, value]));
    expect(openAt).toEqual({ first: 1, third: 1 });
    const before = callsOf().length;
    expect(await run('[[sim: tokens=5]] first', 'house-model')).toMatchObject({ code: 'provider_unavailable' });
    expect(callsOf()).toHaveLength(before);
    expect(await run('[[sim: tokens=5]] second', 'second/house-model')).toMatchObject({ type: 'done' });
    expect(await run('[[sim: tokens=5]] sibling', 'sibling')).toMatchObject({ type: 'done' });
    expect(await run('[[sim: tokens=5]] builtin', DEAR)).toMatchObject({ type: 'done' });
    expect(await run('[[sim: tokens=5]] list', 'house-model', 'unreachable', CHEAP)).toMatchObject({ type: 'done' });
  });
});
