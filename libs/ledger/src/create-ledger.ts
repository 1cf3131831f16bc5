import { AppError } from '@smart-ai-hub/contracts';
import type { Pool } from 'pg';
import { createBatcher } from './batcher.ts';
import { readBudget } from './budgets.ts';
import { ledgerError } from './database-failure.ts';
import type { Ledger, RunRecord } from './ledger-types.ts';
import { admitRuns } from './operations/admit-runs.ts';
import { claimRuns } from './operations/claim-runs.ts';
import { listAbandonedRuns, readRuns, renewLeases } from './operations/read-runs.ts';
import { settleRuns, voidQueuedRuns } from './operations/settle-runs.ts';

export type LedgerOperation = 'admit' | 'claim' | 'settle' | 'void' | 'read';

export type LedgerOptions = {
  /** Connections with the role of the service: it decides which of the operations are allowed. */
  pool: Pool;
  /** Hears of every statement: how many calls it carried and how long it took. */
  onBatch?: (operation: LedgerOperation, size: number, durationMs: number) => void;
};

async function failingClearly<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw ledgerError(error);
  }
}

/**
 * The way runs are paid. Concurrent calls of one operation share a statement; each still gets its own guarded answer.
 * Rejects with AppError `dependency_unavailable` when PostgreSQL does not answer in time: whether the operation took
 * effect is then unknown, and calling again with the same run is safe (`replay` and `already` say so).
 */
export function createLedger({ pool, onBatch }: LedgerOptions): Ledger {
  const observe = (operation: LedgerOperation) => (size: number, durationMs: number) =>
    onBatch?.(operation, size, durationMs);
  const admit = createBatcher({ run: admitRuns(pool), onBatch: observe('admit') });
  const claim = createBatcher({ run: claimRuns(pool), onBatch: observe('claim') });
  const settle = createBatcher({ run: settleRuns(pool), onBatch: observe('settle') });
  const voidQueued = createBatcher({ run: voidQueuedRuns(pool), onBatch: observe('void') });
  const readRun = createBatcher({ run: readRuns(pool), onBatch: observe('read') });

  async function readEndedRun(runId: string): Promise<RunRecord> {
    const run = await readRun(runId);
    if (run !== undefined) return run;
    throw new AppError('internal', { detail: `run ${runId} has ended but cannot be read` });
  }

  return {
    admit,
    readRun,
    async claim(input) {
      const answer = await claim(input);
      return answer.outcome === 'ended' ? { outcome: 'ended', run: await readEndedRun(input.runId) } : answer;
    },
    async settle(input) {
      const answer = await (input.fence === 0 ? voidQueued(input) : settle(input));
      return answer.outcome === 'already' ? { outcome: 'already', run: await readEndedRun(input.runId) } : answer;
    },
    renewLeases: (leases, leaseMs) => failingClearly(renewLeases(pool, leases, leaseMs)),
    readBudget: (budgetId) => readBudget(pool, budgetId),
    listAbandonedRuns: (limit) => failingClearly(listAbandonedRuns(pool, limit)),
  };
}
