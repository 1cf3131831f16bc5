import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkerDeps } from '../../dependencies.ts';
import { type WorkerFixture, createWorkerFixture, textOf } from '../../fixtures/worker-fixture.ts';
import { LEASE_MS } from '../hold-leases/lease-keeper.ts';
import { executeRun } from './execute-run.ts';

let fixture: WorkerFixture;
let other: WorkerDeps;
beforeAll(async () => {
  fixture = await createWorkerFixture();
  other = await fixture.startWorker();
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

describe('a run that the queue delivers again', () => {
  it('is left to its worker while that one lives, be it the same: its answer is told whole', async () => {
    const payload = await fixture.admit('[[sim: tokens=1500 tps=300]] Redis was away for a while');
    const execution = executeRun(fixture.deps, payload);
    await eventually(async () => textOf(await fixture.readEvents(payload.runId)) !== '');
    expect(await executeRun(other, payload, { isAgain: true })).toBe('later');
    expect(await executeRun(fixture.deps, payload, { isAgain: true })).toBe('later');
    await execution;
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'done', fence: 1 });
    expect(await executeRun(other, payload, { isAgain: true })).toBeUndefined();
  });

  it('is taken over once its worker has not renewed its lease for a while', async () => {
    const payload = await fixture.admit('[[sim: tokens=30]] its worker has died');
    const { runId } = payload;
    await other.ledger.claim({ runId, workerId: 'wrk_dead', leaseMs: LEASE_MS });
    expect(await executeRun(fixture.deps, payload, { isAgain: true })).toBe('later');
    const sql = `UPDATE core."Run" SET "leaseUntil" = now() + interval '17 seconds' WHERE id = $1`;
    await fixture.owner.query(sql, [runId]);
    expect(await executeRun(fixture.deps, payload, { isAgain: true })).toBeUndefined();
    expect(await fixture.readRun(runId)).toMatchObject({ state: 'done', fence: 2 });
  });
});
