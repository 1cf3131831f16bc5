import { type LlmRunPayload, type RunEvent, type Usage, noUsage, priceOf } from '@smart-ai-hub/contracts';
import { createFrameWriter } from '@smart-ai-hub/run-pipeline';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkerDeps } from '../../dependencies.ts';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { executeRun } from '../execute-run/execute-run.ts';
import { sweepRuns } from './sweep-runs.ts';

let fixture: WorkerFixture;
/** A second process, which sweeps at the same time. */
let other: WorkerDeps;

beforeAll(async () => {
  fixture = await createWorkerFixture();
  other = await fixture.startWorker();
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const usage: Usage = { ...noUsage, inputTokens: 23, outputTokens: 7, estimated: true };
const failed = (code: string, costMicros: bigint): Partial<RunEvent> => ({
  type: 'failed',
  code: code as 'no_capacity',
  costMicros: String(costMicros),
});

/** Turns the clock of one run: the moment at which somebody should have taken it, or renewed it, is so long ago. */
async function age(runId: string, column: 'queueDeadlineAt' | 'leaseUntil', seconds: number): Promise<void> {
  const sql = `UPDATE core."Run" SET "${column}" = now() - $2 * interval '1 second' WHERE id = $1`;
  await fixture.owner.query(sql, [runId, seconds]);
}

async function admitLate(stream = true): Promise<LlmRunPayload> {
  const payload = await fixture.admit('nobody comes', { stream });
  await age(payload.runId, 'queueDeadlineAt', 1);
  return payload;
}

/** A run whose worker was killed after its last frame, and whose lease ran out since. */
async function admitDead({ stream = true, text = 'half an' } = {}): Promise<LlmRunPayload> {
  const payload = await fixture.admit('somebody came and went', { stream });
  const { runId, replyTo } = payload;
  await other.ledger.claim({ runId, workerId: 'wrk_dead', leaseMs: 1_000 });
  await other.scripts.open(runId, 1);
  const writing = { runId, replyTo, scripts: other.scripts, fence: 1, flushMs: 5, onFencedOut: () => undefined };
  const writer = createFrameWriter(writing);
  if (text !== '') await writer.write({ type: 'text', text }, () => usage);
  await writer.flush();
  await age(runId, 'leaseUntil', 60);
  return payload;
}

async function endsOf(runId: string): Promise<RunEvent[]> {
  const events = await fixture.readEvents(runId);
  return events.filter(({ type }) => type === 'done' || type === 'failed');
}

describe('the sweep', () => {
  it('ends a run that nobody took in time, frees its hold and tells its readers', async () => {
    const { runId } = await admitLate();
    const messages: string[] = [];
    other.subscriber.on('message', (_channel, message) => void messages.push(message));
    await other.subscriber.subscribe('gateways:all');
    expect(await sweepRuns(fixture.deps)).toBe(1);
    expect(await fixture.readRun(runId)).toMatchObject({ state: 'error', errorCode: 'no_capacity', costMicros: 0n });
    expect(await fixture.readMoney(runId)).toEqual({ charged: 0n, held: 0n });
    expect(await fixture.readEvents(runId)).toMatchObject([failed('no_capacity', 0n)]);
    await eventually(() => messages.some((message) => message.startsWith(runId) && message.includes('no_capacity')));
  });

  it('leaves a run alone whose job comes after all, and the job finds it ended', async () => {
    const payload = await admitLate();
    await sweepRuns(fixture.deps);
    await executeRun(other, payload);
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'error', costMicros: 0n });
    expect(await endsOf(payload.runId)).toHaveLength(1);
    expect(fixture.simulator.stats().calls).toHaveLength(0);
  });

  it.each([
    { case: 'what a streamed call was told', stream: true, text: 'half an', pays: true },
    { case: 'nothing for a plain call', stream: false, text: 'half an', pays: false },
    { case: 'nothing when nothing was told', stream: true, text: '', pays: false },
  ])('ends a run whose lease ran out and charges $case', async ({ stream, text, pays }) => {
    const { runId } = await admitDead({ stream, text });
    expect(await sweepRuns(fixture.deps)).toBe(1);
    const { price, ...run } = await fixture.readRun(runId);
    const charged = pays ? priceOf(usage, price) : 0n;
    expect(run).toMatchObject({ state: 'interrupted', errorCode: 'run_interrupted', costMicros: charged });
    expect(await fixture.readMoney(runId)).toEqual({ charged, held: 0n });
    expect((await fixture.readEvents(runId)).at(-1)).toMatchObject(failed('run_interrupted', charged));
  });

  it('shuts out the worker that only slept', async () => {
    const { runId, replyTo } = await admitDead();
    await sweepRuns(fixture.deps);
    const ends = await endsOf(runId);
    const settled = await other.ledger.settle({ runId, fence: 1, state: 'done', usage, costMicros: 999n });
    expect(settled).toMatchObject({ outcome: 'already' });
    const writing = { runId, replyTo, scripts: other.scripts, fence: 1, flushMs: 5, onFencedOut: () => undefined };
    const end = { type: 'done', stopReason: 'end_turn', usage, costMicros: '999' } as const;
    await expect(createFrameWriter(writing).end(end)).rejects.toThrow();
    expect(await endsOf(runId)).toEqual(ends);
  });

  it('frees the hold of a run whose stream Redis has lost', async () => {
    const { runId } = await admitDead();
    await fixture.deps.redis.flushdb();
    expect(await sweepRuns(fixture.deps)).toBe(1);
    expect(await fixture.readRun(runId)).toMatchObject({ state: 'interrupted', costMicros: 0n });
    expect(await fixture.readMoney(runId)).toEqual({ charged: 0n, held: 0n });
    expect(await endsOf(runId)).toMatchObject([failed('run_interrupted', 0n)]);
  });

  it('leaves runs alone that wait or are worked on, or whose lease is late by a hiccup', async () => {
    const waiting = await fixture.admit('in time');
    const late = await admitDead();
    await age(late.runId, 'leaseUntil', 2);
    expect(await sweepRuns(fixture.deps)).toBe(0);
    expect(await fixture.readRun(waiting.runId)).toMatchObject({ state: 'queued' });
    expect(await fixture.readRun(late.runId)).toMatchObject({ state: 'running' });
    await age(late.runId, 'leaseUntil', 60);
    await age(waiting.runId, 'queueDeadlineAt', 1);
    expect(await sweepRuns(fixture.deps)).toBe(2);
  });

  it('ends each run once, however many workers sweep at the same time', async () => {
    const queued = await Promise.all(Array.from({ length: 10 }, () => admitLate()));
    const dead = await Promise.all(Array.from({ length: 10 }, () => admitDead()));
    const counts = await Promise.all([fixture.deps, other, fixture.deps, other].map(sweepRuns));
    // A sweep that was overtaken leaves a run claimed; the lease it took then has to run out as well.
    for (const { runId } of dead) await age(runId, 'leaseUntil', 60);
    counts.push(await sweepRuns(other));
    expect(counts.reduce((sum, count) => sum + count)).toBe(20);
    for (const { runId } of [...queued, ...dead]) {
      const { costMicros, state } = await fixture.readRun(runId);
      expect(['error', 'interrupted']).toContain(state);
      expect(await fixture.readMoney(runId)).toEqual({ charged: costMicros, held: 0n });
      expect(await endsOf(runId)).toHaveLength(1);
    }
  });
});
