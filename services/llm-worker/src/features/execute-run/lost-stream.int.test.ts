import { type LlmRunPayload, type RunEvent, noUsage, priceOf } from '@smart-ai-hub/contracts';
import { countSimulatorTokens, countTokens } from '@smart-ai-hub/llm-providers';
import { createStreamMemory } from '@smart-ai-hub/run-pipeline';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WorkerDeps } from '../../dependencies.ts';
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

const terminalsOf = (events: RunEvent[]) => events.filter(({ type }) => type === 'done' || type === 'failed');

/** Answers a run whose stream Redis loses in the middle of it; tells what had been said by then. */
async function answerOverLoss(payload: LlmRunPayload, deps: WorkerDeps): Promise<string> {
  const execution = executeRun(deps, payload);
  await eventually(async () => countTokens(textOf(await fixture.readEvents(payload.runId))) >= 10);
  const told = textOf(await fixture.readEvents(payload.runId));
  await fixture.deps.redis.flushdb();
  await execution;
  return told;
}

describe('an answer whose stream Redis loses', () => {
  it.each([
    { form: 'streamed', stream: true },
    { form: 'plain', stream: false },
  ])('goes on, is there whole, and costs what it costs; $form', async ({ form, stream }) => {
    const payload = await fixture.admit(`[[sim: tokens=120 tps=100]] flushed ${form}`, { stream });
    await answerOverLoss(payload, fixture.deps);
    const events = await fixture.readEvents(payload.runId);
    const run = await fixture.readRun(payload.runId);
    expect(run).toMatchObject({ state: 'done', fence: 1, usage: { outputTokens: 120 } });
    expect(events[0]).toMatchObject({ type: 'started' });
    expect(terminalsOf(events)).toMatchObject([{ type: 'done', costMicros: String(run.costMicros) }]);
    expect(countSimulatorTokens(textOf(events))).toBe(120);
    expect(fixture.simulator.stats().calls).toHaveLength(1);
  });

  it('is told its end when it was lost between settlement and end', async () => {
    const payload = await fixture.admit('[[sim: tokens=30]] flushed at the end');
    const settle: WorkerDeps['ledger']['settle'] = async (input) => {
      const settled = await fixture.deps.ledger.settle(input);
      await fixture.deps.redis.flushdb();
      return settled;
    };
    await executeRun({ ...fixture.deps, ledger: { ...fixture.deps.ledger, settle } }, payload);
    const events = await fixture.readEvents(payload.runId);
    expect(countSimulatorTokens(textOf(events))).toBe(30);
    expect(terminalsOf(events)).toMatchObject([{ type: 'done' }]);
  });

  it('ends as interrupted where it is too long to be remembered, and costs what was told', async () => {
    const payload = await fixture.admit('[[sim: tokens=600 tps=200]] flushed and too long');
    const told = await answerOverLoss(payload, { ...fixture.deps, streamMemory: createStreamMemory(0) });
    const { price, ...run } = await fixture.readRun(payload.runId);
    expect(run).toMatchObject({ state: 'interrupted', errorCode: 'run_interrupted' });
    expect(run.costMicros).toBe(priceOf(run.usage ?? noUsage, price));
    expect(run.usage?.outputTokens).toBeGreaterThanOrEqual(countTokens(told));
    expect(run.usage?.outputTokens).toBeLessThan(600);
    const events = await fixture.readEvents(payload.runId);
    expect(events).toMatchObject([{ type: 'failed', code: 'run_interrupted', costMicros: String(run.costMicros) }]);
    await eventually(() => fixture.simulator.stats().openCalls === 0);
  });

  it("is given up when the run is somebody else's by then", async () => {
    const payload = await fixture.admit('[[sim: tokens=600 tps=200]] flushed and taken over');
    const execution = executeRun(fixture.deps, payload);
    await eventually(async () => countTokens(textOf(await fixture.readEvents(payload.runId))) >= 10);
    const { runId } = payload;
    await fixture.deps.ledger.claim({ runId, workerId: 'wrk_other', leaseMs: 30_000 });
    await fixture.deps.redis.flushdb();
    await execution;
    expect(await fixture.readEvents(runId)).toEqual([]);
    expect(await fixture.readRun(runId)).toMatchObject({ state: 'running', fence: 2 });
    await fixture.deps.ledger.settle({ runId, fence: 2, state: 'error', costMicros: 0n });
  });
});
