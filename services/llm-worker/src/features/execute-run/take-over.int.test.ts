import {
  type LlmRunPayload,
  type RunEvent,
  type Usage,
  AppError,
  modelsOf,
  noUsage,
  priceOf,
} from '@smart-ai-hub/contracts';
import { openCall } from '@smart-ai-hub/dialects';
import { countRequestTokens, countTokens } from '@smart-ai-hub/llm-providers';
import { cancelRun, createFrameWriter } from '@smart-ai-hub/run-pipeline';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WorkerDeps } from '../../dependencies.ts';
import { type WorkerFixture, createWorkerFixture, textOf } from '../../fixtures/worker-fixture.ts';
import { LEASE_MS, createLeaseKeeper } from '../hold-leases/lease-keeper.ts';
import { executeRun } from './execute-run.ts';

let fixture: WorkerFixture;
/** A second process with the same stores. */
let other: WorkerDeps;

beforeAll(async () => {
  fixture = await createWorkerFixture();
  other = await fixture.startWorker();
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

beforeEach(() => fixture.forgetFailures());

const terminalsOf = (events: RunEvent[]) => events.filter(({ type }) => type === 'done' || type === 'failed');
const fencedOut = async ({ metrics }: WorkerDeps) => (await metrics.fencedOut.get()).values[0]?.value ?? 0;

/** What a worker leaves behind that dies after this text: a claim and its frames, no settlement. */
async function dieAfter({ runId, replyTo, ...job }: LlmRunPayload, text: string): Promise<Usage> {
  const claim = await other.ledger.claim({ runId, workerId: 'wrk_dead', leaseMs: LEASE_MS });
  if (claim.outcome !== 'claimed') throw new Error(`not claimed: ${claim.outcome}`);
  const { scripts } = other;
  await scripts.open(runId, claim.fence);
  const onFencedOut = () => undefined;
  const writer = createFrameWriter({ scripts, runId, replyTo, fence: claim.fence, flushMs: 5, onFencedOut });
  const usage = { ...noUsage, inputTokens: 17, outputTokens: countTokens(text), estimated: true };
  await writer.write({ type: 'started', model: modelsOf(job)[0] ?? '', provider: 'simulator-openai' }, () => noUsage);
  await writer.flush();
  if (text !== '') await writer.write({ type: 'text', text }, () => usage);
  await writer.flush();
  return usage;
}

/** Another worker takes a run in the middle of this one's answer. */
async function takeOver(runId: string): Promise<number> {
  const claim = await other.ledger.claim({ runId, workerId: other.workerId, leaseMs: LEASE_MS });
  if (claim.outcome !== 'claimed') throw new Error(`not claimed: ${claim.outcome}`);
  await other.scripts.open(runId, claim.fence);
  return claim.fence;
}

describe('a run whose worker died', () => {
  it.each([
    { form: 'streamed', stream: true },
    { form: 'plain', stream: false },
  ])('with text in its stream is ended where nobody may go on, not begun again; $form', async ({ stream }) => {
    const payload = { ...(await fixture.admit(`half an answer ${stream}`, { stream })), rescue: false as const };
    const usage = await dieAfter(payload, 'It was a dark and stormy');
    await executeRun(fixture.deps, payload);
    const events = await fixture.readEvents(payload.runId);
    const { price, ...run } = await fixture.readRun(payload.runId);
    const charged = stream ? priceOf(usage, price) : 0n;
    expect(textOf(events)).toBe('It was a dark and stormy');
    expect(terminalsOf(events)).toEqual([events.at(-1)]);
    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      code: 'run_interrupted',
      costMicros: String(charged),
      usage,
    });
    expect(run).toMatchObject({ state: 'interrupted', errorCode: 'run_interrupted', costMicros: charged, usage });
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged, held: 0n });
    expect(fixture.simulator.stats().calls).toHaveLength(0);
  });

  it('before any text is begun anew, and charged once', async () => {
    const payload = await fixture.admit('[[sim: tokens=30]] nothing told yet');
    await dieAfter(payload, '');
    await executeRun(fixture.deps, payload);
    const inputTokens = fixture.simulator.stats().calls.at(-1)?.reported?.inputTokens ?? 0;
    const charged = BigInt(inputTokens) * 2n + 375n;
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'done', attempt: 2, costMicros: charged });
    expect(terminalsOf(await fixture.readEvents(payload.runId))).toMatchObject([{ costMicros: String(charged) }]);
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged, held: 0n });
  });

  it('again and again is ended free of charge where nothing was said, since it may be what they die of', async () => {
    const { replyTo, ...payload } = await fixture.admit('[[sim: tokens=30]] a call that kills');
    const claim = { runId: payload.runId, workerId: 'wrk_dead', leaseMs: LEASE_MS };
    for (let death = 0; death < 8; death += 1) await other.ledger.claim(claim);
    await executeRun(fixture.deps, { replyTo, ...payload });
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'interrupted', fence: 9, costMicros: 0n });
    expect(await fixture.readEvents(payload.runId)).toMatchObject([{ type: 'failed', code: 'run_interrupted' }]);
    expect(fixture.simulator.stats().calls).toHaveLength(0);
  });

  it('before any text, and whose caller cancelled meanwhile, ends free of charge', async () => {
    const payload = await fixture.admit('never mind');
    await dieAfter(payload, '');
    const run = await fixture.readRun(payload.runId);
    await cancelRun({ ledger: fixture.gateway, scripts: other.scripts }, run);
    await executeRun(fixture.deps, payload);
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'cancelled', costMicros: 0n });
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged: 0n, held: 0n });
    expect(fixture.simulator.stats().calls).toHaveLength(0);
  });
});

describe('a second delivery of a run that has ended', () => {
  it('charges nothing, calls nobody and adds nothing to a complete stream', async () => {
    const payload = await fixture.admit('[[sim: tokens=30]] once');
    await executeRun(fixture.deps, payload);
    const [events, money] = [await fixture.readEvents(payload.runId), await fixture.readMoney(payload.runId)];
    await executeRun(other, payload);
    expect(await fixture.readEvents(payload.runId)).toEqual(events);
    expect(await fixture.readMoney(payload.runId)).toEqual(money);
    expect(fixture.simulator.stats().calls).toHaveLength(1);
  });

  it('tells the end that its worker died before telling', async () => {
    const payload = await fixture.admit('settled in silence');
    const { runId } = payload;
    const usage = await dieAfter(payload, 'All of it.');
    const settlement = { runId, fence: 1, state: 'done', usage, costMicros: 345n, stopReason: 'max_tokens' } as const;
    await other.ledger.settle(settlement);
    await executeRun(fixture.deps, payload);
    const endedAtMs = expect.any(Number);
    const end = { type: 'done', stopReason: 'max_tokens', endedAtMs, usage, costMicros: '345' };
    expect((await fixture.readEvents(runId)).slice(1)).toEqual([{ type: 'text', text: 'All of it.' }, end]);
    expect(await fixture.readMoney(runId)).toEqual({ charged: 345n, held: 0n });
  });
});

describe('a worker whose claim was taken over', () => {
  it('writes nothing more, settles nothing and lets its provider go', async () => {
    const payload = await fixture.admit('[[sim: tokens=5000 tps=300]] long story');
    const { runId } = payload;
    const refusedBefore = await fencedOut(fixture.deps);
    const execution = executeRun(fixture.deps, payload);
    await eventually(async () => countTokens(textOf(await fixture.readEvents(runId))) >= 10);
    const fence = await takeOver(runId);
    const seen = await fixture.readEvents(runId);
    await execution;
    expect(await fixture.readEvents(runId)).toEqual(seen);
    expect(await fixture.readRun(runId)).toMatchObject({ state: 'running', fence, costMicros: undefined });
    expect(await fencedOut(fixture.deps)).toBe(refusedBefore + 1);
    await eventually(() => fixture.simulator.stats().openCalls === 0);
    const settled = await other.ledger.settle({ runId, fence, state: 'interrupted', costMicros: 5n, usage: noUsage });
    expect(settled).toMatchObject({ outcome: 'settled', chargedMicros: 5n });
  });

  it('is told by its lease while its provider is silent', async () => {
    const payload = await fixture.admit('[[sim: fault=silence seconds=60]] are you there?');
    const { ledger, logger } = fixture.deps;
    const leases = createLeaseKeeper({ ledger, logger, leaseMs: LEASE_MS, renewEveryMs: 50 });
    const execution = executeRun({ ...fixture.deps, leases }, payload).finally(() => leases.stop());
    await eventually(() => fixture.simulator.stats().openCalls === 1);
    const fence = await takeOver(payload.runId);
    await other.ledger.settle({ runId: payload.runId, fence, state: 'error', costMicros: 0n });
    await execution;
    expect(terminalsOf(await fixture.readEvents(payload.runId))).toEqual([]);
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged: 0n, held: 0n });
  }, 10_000);

  it('by itself, after a pause, keeps hearing its caller under the new claim', async () => {
    const payload = await fixture.admit('[[sim: fault=silence times=1 seconds=1 tokens=5000 tps=300]] resumed');
    const refusedBefore = await fencedOut(fixture.deps);
    const first = executeRun(fixture.deps, payload);
    await eventually(() => fixture.simulator.stats().openCalls === 1);
    const second = executeRun(fixture.deps, payload);
    await first;
    expect(await fencedOut(fixture.deps)).toBe(refusedBefore + 1);
    await cancelRun({ ledger: fixture.gateway, scripts: other.scripts }, await fixture.readRun(payload.runId));
    await second;
    const events = await fixture.readEvents(payload.runId);
    const { price, ...run } = await fixture.readRun(payload.runId);
    const outputTokens = countTokens(textOf(events));
    const charged = priceOf(
      { ...noUsage, inputTokens: countRequestTokens(openCall(payload).parsed().request), outputTokens },
      price,
    );
    expect(run).toMatchObject({ state: 'cancelled', costMicros: charged });
    expect(terminalsOf(events)).toMatchObject([{ code: 'run_cancelled', costMicros: String(charged) }]);
  }, 30_000);
});

describe('what is lost on the way between a worker and its stores', () => {
  it('is not the end of a run whose settlement was made and its answer lost', async () => {
    const payload = await fixture.admit('[[sim: tokens=30]] a blip at the worst moment');
    let lost = 0;
    const settle: WorkerDeps['ledger']['settle'] = async (input) => {
      const answer = await fixture.deps.ledger.settle(input);
      if (lost > 0) return answer;
      lost += 1;
      throw new AppError('dependency_unavailable', { detail: 'The connection broke before the answer came.' });
    };
    await executeRun({ ...fixture.deps, ledger: { ...fixture.deps.ledger, settle } }, payload);
    const { state, costMicros } = await fixture.readRun(payload.runId);
    expect([lost, state]).toEqual([1, 'done']);
    const events = await fixture.readEvents(payload.runId);
    expect(terminalsOf(events)).toMatchObject([{ type: 'done', costMicros: String(costMicros) }]);
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged: costMicros, held: 0n });
  });

  it('is not a wish to cancel that comes while the run is being claimed', async () => {
    const payload = await fixture.admit('[[sim: tokens=3000 tps=300]] too late, and yet in time');
    const { ledger, scripts, subscriber } = fixture.deps;
    const claim: WorkerDeps['ledger']['claim'] = async (input) => {
      const claimed = await ledger.claim(input);
      const heard = new Promise<void>((resolve) => {
        subscriber.on('message', (_channel, message) => message === payload.runId && resolve());
      });
      await scripts.requestCancel(payload.runId);
      await heard;
      return claimed;
    };
    await executeRun({ ...fixture.deps, ledger: { ...ledger, claim } }, payload);
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'cancelled' });
  }, 30_000);
});
