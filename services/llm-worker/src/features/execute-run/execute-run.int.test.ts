import { type LlmRunPayload, type RunEvent, type Usage, noUsage, priceOf } from '@smart-ai-hub/contracts';
import { openCall } from '@smart-ai-hub/dialects';
import { cancelRun } from '@smart-ai-hub/run-pipeline';
import { countRequestTokens, countTokens } from '@smart-ai-hub/llm-providers';
import { eventually } from '@smart-ai-hub/testing';
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

const forms = [
  { form: 'streamed', stream: true },
  { form: 'plain', stream: false },
];

const execute = (payload: LlmRunPayload) => executeRun(fixture.deps, payload);

/** Resolves once a reader of the run sees at least so many tokens of text. */
async function produced(runId: string, tokens: number): Promise<void> {
  await eventually(async () => countTokens(textOf(await fixture.readEvents(runId))) >= tokens);
}

const providerCalls = () => fixture.simulator.stats().calls.length;

/** Stops the run as its caller would. */
async function cancel(runId: string): Promise<void> {
  const { gateway: ledger, deps } = fixture;
  await cancelRun({ ledger, scripts: deps.scripts }, await fixture.readRun(runId));
}

/** The last event, the row and the account must tell the same story; answers the last event. */
async function expectEnd(runId: string, end: { state: string; charged: bigint; code?: string }): Promise<RunEvent> {
  const events = await fixture.readEvents(runId);
  const last = events.at(-1);
  const type = end.code === undefined ? 'done' : 'failed';
  expect(last).toMatchObject({ type, costMicros: String(end.charged), ...(end.code && { code: end.code }) });
  expect(events.filter((event) => event.type === 'done' || event.type === 'failed')).toHaveLength(1);
  expect(await fixture.readRun(runId)).toMatchObject({
    state: end.state,
    costMicros: end.charged,
    lossMicros: 0n,
    errorCode: end.code,
    endedAt: expect.any(Date),
  });
  expect(await fixture.readMoney(runId)).toEqual({ charged: end.charged, held: 0n });
  return last as RunEvent;
}

/** The price of what a reader has seen, counted apart from the worker. */
async function priceOfShown({ runId, ...job }: LlmRunPayload): Promise<bigint> {
  const { price } = await fixture.readRun(runId);
  const outputTokens = countTokens(textOf(await fixture.readEvents(runId)));
  expect(outputTokens).toBeGreaterThan(0);
  return priceOf({ ...noUsage, inputTokens: countRequestTokens(openCall(job).parsed().request), outputTokens }, price);
}

describe.each(forms)('what is charged for a $form call', ({ stream }) => {
  it('that finishes is the price of the usage that its provider reports', async () => {
    const payload = await fixture.admit(`[[sim: tokens=60]] finish ${stream}`, { stream });
    await execute(payload);
    const reported = fixture.simulator.stats().calls.at(-1)?.reported as Omit<Usage, 'estimated'>;
    expect(reported.outputTokens).toBe(60);
    const charged = BigInt(reported.inputTokens) * 2n + 750n; // 60 tokens at 12.5 micro-credits
    const end = await expectEnd(payload.runId, { state: 'done', charged });
    expect(end).toMatchObject({ stopReason: 'end_turn', usage: { ...reported, estimated: false } });
  });

  it('that fails before the first piece is nothing', async () => {
    const payload = await fixture.admit(`[[sim: fault=context-length]] too long ${stream}`, { stream });
    await execute(payload);
    await expectEnd(payload.runId, { state: 'error', charged: 0n, code: 'context_overflow' });
  });

  it.each(['cut', 'reset-middle', 'stream-error'])('that its provider breaks by %s follows delivery', async (fault) => {
    const payload = await fixture.admit(`[[sim: tokens=60 fault=${fault} at=40]] broken ${stream}`, { stream });
    await execute(payload);
    const charged = stream ? await priceOfShown(payload) : 0n;
    expect((await fixture.readRun(payload.runId)).errorCode).toMatch(/^provider_/);
    const { errorCode } = await fixture.readRun(payload.runId);
    const end = await expectEnd(payload.runId, { state: 'error', charged, code: String(errorCode) });
    expect(end).toMatchObject({ usage: { estimated: true } });
    expect(providerCalls()).toBe(1);
  });

  it('that is cancelled before the first piece is nothing, and its provider is let go', async () => {
    const payload = await fixture.admit(`[[sim: fault=silence seconds=60]] nothing yet ${stream}`, { stream });
    const execution = execute(payload);
    await eventually(() => fixture.simulator.stats().openCalls === 1);
    await cancel(payload.runId);
    await execution;
    await expectEnd(payload.runId, { state: 'cancelled', charged: 0n, code: 'run_cancelled' });
    await eventually(() => fixture.simulator.stats().openCalls === 0);
  });

  it('that is cancelled in the middle is what was produced, and its provider is let go', async () => {
    const payload = await fixture.admit(`[[sim: tokens=5000 tps=300]] long ${stream}`, { stream });
    const execution = execute(payload);
    await produced(payload.runId, 20);
    await cancel(payload.runId);
    await execution;
    const charged = await priceOfShown(payload);
    await expectEnd(payload.runId, { state: 'cancelled', charged, code: 'run_cancelled' });
    await eventually(() => fixture.simulator.stats().openCalls === 0);
  });

  it('that fails twice and then succeeds is charged and told once', async () => {
    const payload = await fixture.admit(`[[sim: tokens=30 fault=503 times=2]] retry ${stream}`, { stream });
    await execute(payload);
    expect(providerCalls()).toBe(3);
    const inputTokens = fixture.simulator.stats().calls.at(-1)?.reported?.inputTokens ?? 0;
    await expectEnd(payload.runId, { state: 'done', charged: BigInt(inputTokens) * 2n + 375n });
  });

  it('of a model that is gone is nothing', async () => {
    const payload = await fixture.admit('anyone there?', { stream, model: 'model-of-yesterday' });
    await execute(payload);
    await expectEnd(payload.runId, { state: 'error', charged: 0n, code: 'model_not_found' });
  });

  it('whose provider refuses our credentials is nothing, and is not tried again', async () => {
    const payload = await fixture.admit(`[[sim: fault=401]] refused ${stream}`, { stream });
    await execute(payload);
    await expectEnd(payload.runId, { state: 'error', charged: 0n, code: 'provider_misconfigured' });
    expect(providerCalls()).toBe(1);
  });
});

describe('a run', () => {
  it('that was cancelled in the queue never reaches its provider', async () => {
    const payload = await fixture.admit('changed my mind');
    await cancel(payload.runId);
    await execute(payload);
    await expectEnd(payload.runId, { state: 'cancelled', charged: 0n, code: 'run_cancelled' });
    expect(providerCalls()).toBe(0);
  });

  it('is given up after three failures, free of charge', async () => {
    const payload = await fixture.admit('[[sim: fault=503]] never');
    await execute(payload);
    await expectEnd(payload.runId, { state: 'error', charged: 0n, code: 'provider_unavailable' });
    expect(providerCalls()).toBe(3);
  });

  it('hands the pause that a provider asks for to its caller when it is too long to wait for', async () => {
    const payload = await fixture.admit('[[sim: fault=429 retry=30]] slow down');
    await execute(payload);
    const end = await expectEnd(payload.runId, { state: 'error', charged: 0n, code: 'provider_rate_limited' });
    expect(end).toMatchObject({ retryAfterSeconds: 30 });
    expect(providerCalls()).toBe(1);
  });

  it('is charged for the input that the provider counted when it is cut after telling it', async () => {
    const payload = await fixture.admit('[[sim: tokens=60 fault=cut at=40]] known', { model: 'simulator-claude-fast' });
    await execute(payload);
    const { usage } = await fixture.readRun(payload.runId);
    const counted = fixture.simulator.stats().calls.at(-1)?.reported?.inputTokens;
    const outputTokens = countTokens(textOf(await fixture.readEvents(payload.runId)));
    expect(usage).toMatchObject({ inputTokens: counted, outputTokens, estimated: true });
    const charged = BigInt(counted ?? 0) * 10n + BigInt(outputTokens) * 50n;
    await expectEnd(payload.runId, { state: 'error', charged, code: 'provider_bad_response' });
  });

  it('that costs more than was set aside takes the rest from the balance', async () => {
    const payload = await fixture.admit('[[sim: tokens=3000]] much more than usual');
    const { holdMicros } = await fixture.readRun(payload.runId);
    await execute(payload);
    const inputTokens = fixture.simulator.stats().calls.at(-1)?.reported?.inputTokens ?? 0;
    const charged = BigInt(inputTokens) * 2n + 37_500n;
    expect(charged).toBeGreaterThan(holdMicros);
    await expectEnd(payload.runId, { state: 'done', charged });
  });

  it('with a job but no row is dropped', async () => {
    const payload = await fixture.admit('who?');
    const stranger = { ...payload, runId: 'run_nobody_knows' };
    await execute(stranger);
    expect(await fixture.readEvents(stranger.runId)).toEqual([]);
    expect(providerCalls()).toBe(0);
  });
});
