import { newId, noUsage } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { admission, createLedgerFixture, type LedgerFixture, settlement, spread } from './fixtures/ledger-fixture.ts';
import type { AdmitInput } from './ledger-types.ts';

describe('claim and settle', () => {
  let fixture: LedgerFixture;
  beforeAll(async () => {
    fixture = await createLedgerFixture();
  });
  afterAll(async () => {
    expect(await fixture.brokenInvariants()).toEqual([]);
    await fixture.close();
  });

  async function admitRun(accountId: string, changes: Partial<AdmitInput> = {}): Promise<string> {
    const input = admission(accountId, changes);
    expect(await fixture.gateway.admit(input)).toMatchObject({ outcome: 'admitted' });
    return input.runId;
  }
  async function startRun(accountId: string, changes: Partial<AdmitInput> = {}): Promise<string> {
    const runId = await admitRun(accountId, changes);
    expect(await claim(runId)).toMatchObject({ outcome: 'claimed', fence: 1 });
    return runId;
  }
  const claim = (runId: string, workerId = 'wrk_1') => fixture.worker.claim({ runId, workerId, leaseMs: 10_000 });

  it('charges the cost, gives the rest of the hold back and keeps the usage', async () => {
    const accountId = await fixture.openAccount(5_000n);
    const runId = await startRun(accountId);
    const usage = { ...noUsage, inputTokens: 10, cacheReadTokens: 20, outputTokens: 30, reasoningTokens: 7 };

    expect(
      await fixture.worker.settle(
        settlement(runId, { usage, costMicros: 350n, firstTokenMs: 120, provider: 'second', model: 'rescue' }),
      ),
    ).toEqual({ outcome: 'settled', chargedMicros: 350n, lossMicros: 0n, balanceMicros: 4_650n });
    expect(await fixture.readAccount(accountId)).toMatchObject({ balance: 4_650n, available: 4_650n, held: 0n });
    expect(await fixture.gateway.readRun(runId)).toMatchObject({
      state: 'done',
      costMicros: 350n,
      lossMicros: 0n,
      usage,
      stopReason: 'end_turn',
      firstTokenMs: 120,
      provider: 'second',
      model: 'rescue',
      endedAt: expect.any(Date),
    });
  });

  it('settles once under 50 concurrent settlements from several workers, the rest are told so (M3)', async () => {
    const accountId = await fixture.openAccount(5_000n);
    const runId = await startRun(accountId);
    const processes = Array.from({ length: 5 }, () => fixture.ledgerOf('hub_worker'));
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        spread(processes, index).settle(settlement(runId, { costMicros: BigInt(100 + index) })),
      ),
    );

    const settled = results.filter((result) => result.outcome === 'settled');
    expect(settled).toHaveLength(1);
    expect(results.filter((result) => result.outcome === 'already')).toHaveLength(49);
    const charged = settled[0]?.outcome === 'settled' ? settled[0].chargedMicros : 0n;
    expect(results.find((result) => result.outcome === 'already')).toMatchObject({ run: { costMicros: charged } });
    expect(await fixture.readAccount(accountId)).toMatchObject({ balance: 5_000n - charged, held: 0n });
  });

  it('takes a cost above the hold from what is available, and the rest from the platform, never below zero', async () => {
    const accountId = await fixture.openAccount(1_500n);
    const within = await startRun(accountId);
    expect(await fixture.worker.settle(settlement(within, { costMicros: 1_200n }))).toMatchObject({
      chargedMicros: 1_200n,
      lossMicros: 0n,
      balanceMicros: 300n,
    });
    const beyond = await startRun(accountId, { holdMicros: 200n });
    expect(await fixture.worker.settle(settlement(beyond, { costMicros: 900n }))).toEqual({
      outcome: 'settled',
      chargedMicros: 300n,
      lossMicros: 600n,
      balanceMicros: 0n,
    });
    expect(await fixture.worker.readRun(beyond)).toMatchObject({ costMicros: 300n, lossMicros: 600n });
  });

  it('never touches the holds of other runs to pay for one', async () => {
    const accountId = await fixture.openAccount(2_000n);
    const [first, second] = [await startRun(accountId), await startRun(accountId)];
    const results = await Promise.all([
      fixture.worker.settle(settlement(first, { costMicros: 5_000n })),
      fixture.worker.settle(settlement(second, { costMicros: 600n })),
    ]);
    expect(results.map((result) => result.outcome)).toEqual(['settled', 'settled']);
    expect(results[1]).toMatchObject({ chargedMicros: 600n, lossMicros: 0n });
  });

  it('refuses a worker whose run was claimed by another, and settles for that one', async () => {
    const accountId = await fixture.openAccount(5_000n);
    const runId = await startRun(accountId);
    expect(await claim(runId, 'wrk_2')).toMatchObject({ fence: 2, attempt: 2, previousState: 'running' });

    expect(await fixture.worker.renewLeases([{ runId, fence: 1 }], 10_000)).toEqual([runId]);
    expect(await fixture.worker.settle(settlement(runId, { fence: 1 }))).toEqual({ outcome: 'stale' });
    expect(await fixture.worker.renewLeases([{ runId, fence: 2 }], 10_000)).toEqual([]);
    expect(await fixture.worker.settle(settlement(runId, { fence: 2 }))).toMatchObject({ outcome: 'settled' });
    expect(await fixture.worker.renewLeases([{ runId, fence: 2 }], 10_000)).toEqual([runId]);
  });

  it('gives one run to one worker per fence when all claim at once', async () => {
    const accountId = await fixture.openAccount(5_000n);
    const runId = await admitRun(accountId);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => claim(runId, `wrk_${index}`)).concat(
        fixture.ledgerOf('hub_worker').claim({ runId, workerId: 'wrk_other', leaseMs: 10_000 }),
      ),
    );
    const fences = results.map((result) => (result.outcome === 'claimed' ? result.fence : 0));
    expect(fences.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    await fixture.worker.settle(settlement(runId, { fence: 21 }));
  });

  it('voids a queued run for the gateway without a charge, and not one that a worker has taken', async () => {
    const accountId = await fixture.openAccount(5_000n);
    const [queued, running] = [await admitRun(accountId), await startRun(accountId)];
    const voiding = { fence: 0, state: 'cancelled', costMicros: 999n } as const;

    expect(await fixture.gateway.settle(settlement(queued, voiding))).toMatchObject({ chargedMicros: 0n });
    expect(await fixture.gateway.settle(settlement(running, voiding))).toEqual({ outcome: 'stale' });
    expect(await fixture.gateway.readRun(queued)).toMatchObject({
      state: 'cancelled',
      costMicros: 0n,
      usage: undefined,
    });
    expect(await claim(queued)).toMatchObject({ outcome: 'ended', run: { state: 'cancelled' } });
    await fixture.worker.settle(settlement(running, { state: 'error', costMicros: 0n, errorCode: 'provider_timeout' }));
    expect(await fixture.readAccount(accountId)).toMatchObject({ balance: 5_000n, available: 5_000n, held: 0n });
  });

  it('tells runs that do not exist', async () => {
    const runId = newId('run');
    expect(await claim(runId)).toEqual({ outcome: 'unknown' });
    expect(await fixture.worker.settle(settlement(runId))).toEqual({ outcome: 'unknown' });
    expect(await fixture.worker.readRun(runId)).toBeUndefined();
    expect(await fixture.worker.renewLeases([{ runId, fence: 1 }], 1_000)).toEqual([runId]);
  });

  it('fails a bad settlement alone', async () => {
    const accountId = await fixture.openAccount(5_000n);
    const [good, bad] = [await startRun(accountId), await startRun(accountId)];
    const results = await Promise.allSettled([
      fixture.worker.settle(settlement(bad, { costMicros: -1n })),
      fixture.worker.settle(settlement(good)),
    ]);
    expect(results).toMatchObject([{ reason: { code: 'internal' } }, { value: { outcome: 'settled' } }]);
    expect(await fixture.worker.settle(settlement(bad))).toMatchObject({ outcome: 'settled' });
  });

  it('lists a run as abandoned when its queue deadline or its lease has passed, and no other', async () => {
    const accountId = await fixture.openAccount(5_000n);
    const [fresh, overdue, dead] = [
      await startRun(accountId),
      await admitRun(accountId, { queueDeadlineMs: -1 }),
      await admitRun(accountId),
    ];
    await fixture.worker.claim({ runId: dead, workerId: 'wrk_dead', leaseMs: -30_000 });
    const abandoned = await fixture.worker.listAbandonedRuns(10);

    expect(abandoned.map(({ runId, state, fence }) => ({ runId, state, fence }))).toEqual([
      { runId: overdue, state: 'queued', fence: 0 },
      { runId: dead, state: 'running', fence: 1 },
    ]);
    await fixture.worker.settle(settlement(overdue, { fence: 0, state: 'error', errorCode: 'no_capacity' }));
    await fixture.worker.settle(settlement(dead, { state: 'interrupted' }));
    await fixture.worker.settle(settlement(fresh));
    expect(await fixture.worker.listAbandonedRuns(10)).toEqual([]);
  });
});
