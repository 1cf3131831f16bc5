import { newId, noUsage } from '@smart-ai-hub/contracts';
import type { Pool } from 'pg';
import { createLedger, type LedgerOperation } from '../create-ledger.ts';
import type { Ledger } from '../ledger-types.ts';

export type Scenario = {
  accountIds: string[];
  /** Runs that are under way at any time. */
  inFlight: number;
  /** Calls of the same moment share a statement, as in one process; otherwise each run is a process of its own. */
  isBatched: boolean;
  durationMs: number;
};

export type Measurement = {
  /** Runs that were admitted, claimed and settled. */
  runsPerSecond: number;
  /** Calls that a statement carried, on average. */
  meanBatchSize: number;
  /** Of one run: its three calls after each other. */
  p50Ms: number;
  p99Ms: number;
  /** What share of the time some statement of the operation was under way. */
  busy: Record<'admit' | 'claim' | 'settle', number>;
};

const price = {
  inputMicros: 30_000_000,
  cacheReadMicros: 3_000_000,
  cacheWrite5mMicros: 37_500_000,
  cacheWrite1hMicros: 60_000_000,
  outputMicros: 150_000_000,
};
const usage = { ...noUsage, inputTokens: 812, outputTokens: 240 };

async function payForOneRun(gateway: Ledger, worker: Ledger, accountId: string, workerId: string): Promise<void> {
  const runId = newId('run');
  const admitted = await gateway.admit({
    runId,
    accountId,
    userId: 'usr_bench',
    model: 'simulator-large',
    provider: 'simulator',
    dialect: 'hub',
    stream: true,
    requestHash: 'bench',
    holdMicros: 90_000n,
    price,
    queueDeadlineMs: 60_000,
  });
  const claimed = await worker.claim({ runId, workerId, leaseMs: 60_000 });
  if (admitted.outcome !== 'admitted' || claimed.outcome !== 'claimed') throw new Error(`${runId} was not taken`);
  const { fence } = claimed;
  const end = { runId, fence, state: 'done', usage, costMicros: 60_360n, stopReason: 'end_turn' } as const;
  const settled = await worker.settle(end);
  if (settled.outcome !== 'settled') throw new Error(`${runId} was not settled`);
}

function observeBatches() {
  const busyMs: Record<LedgerOperation, number> = { admit: 0, claim: 0, settle: 0, void: 0, read: 0 };
  let calls = 0;
  let batches = 0;
  return {
    onBatch(operation: LedgerOperation, size: number, durationMs: number): void {
      busyMs[operation] += durationMs;
      calls += size;
      batches += 1;
    },
    report: (elapsedMs: number) => ({
      meanBatchSize: calls / batches,
      busy: {
        admit: busyMs.admit / elapsedMs,
        claim: busyMs.claim / elapsedMs,
        settle: busyMs.settle / elapsedMs,
      },
    }),
  };
}

const percentile = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Runs are started as fast as they end, for as long as the scenario says. */
export async function measureLedger(
  pools: { gateway: Pool; worker: Pool },
  { accountIds, inFlight, isBatched, durationMs }: Scenario,
): Promise<Measurement> {
  const batches = observeBatches();
  const open = () => ({
    gateway: createLedger({ pool: pools.gateway, onBatch: batches.onBatch }),
    worker: createLedger({ pool: pools.worker, onBatch: batches.onBatch }),
  });
  const shared = open();
  const workerId = newId('wrk');
  const latencies: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + durationMs;

  async function goOn(client: number): Promise<void> {
    const { gateway, worker } = isBatched ? shared : open();
    for (let turn = client; performance.now() < until; turn += inFlight) {
      const accountId = accountIds[turn % accountIds.length] ?? '';
      const begunAt = performance.now();
      await payForOneRun(gateway, worker, accountId, workerId);
      latencies.push(performance.now() - begunAt);
    }
  }
  await Promise.all(Array.from({ length: inFlight }, (_, client) => goOn(client)));
  const elapsedMs = performance.now() - startedAt;
  latencies.sort((a, b) => a - b);
  return {
    runsPerSecond: (latencies.length / elapsedMs) * 1_000,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    ...batches.report(elapsedMs),
  };
}
