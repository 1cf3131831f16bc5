import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

describe('a call that may cost so much at most', () => {
  it.each([true, false])(
    'is cut there, closes its provider’s socket and is charged no more (streamed: %s)',
    async (stream) => {
      const capMicros = 500n;
      // 1,000 words at 12.5 micro-credits each would cost 12,500.
      const payload = await fixture.admit('[[sim: tokens=1000 tps=400]] Hello', { stream, capMicros });
      await executeRun(fixture.deps, payload);
      const events = await fixture.readEvents(payload.runId);
      const end = events.at(-1);
      expect(end).toMatchObject({ type: 'done', stopReason: 'max_tokens', capped: true, costMicros: '500' });
      const words = textOf(events).split(' ').length;
      expect(words).toBeGreaterThan(10);
      expect(words).toBeLessThan(400);
      expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'capped', costMicros: capMicros });
      expect(await fixture.readMoney(payload.runId)).toEqual({ charged: capMicros, held: 0n });
      await eventually(() => fixture.simulator.stats().openCalls === 0);
    },
  );

  it('is whole and charged as it is when it costs less', async () => {
    const payload = await fixture.admit('[[sim: tokens=10]] Hello', { capMicros: 100_000n });
    await executeRun(fixture.deps, payload);
    const run = await fixture.readRun(payload.runId);
    expect(run).toMatchObject({ state: 'done', usage: { outputTokens: 10 } });
    expect(run.costMicros).toBeLessThan(1_000n);
  });
});
