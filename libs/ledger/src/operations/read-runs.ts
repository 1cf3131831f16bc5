import type { ModelPrice } from '@smart-ai-hub/contracts';
import type { Pool } from 'pg';
import type { AbandonedRun, RunLease, RunRecord } from '../ledger-types.ts';
import { type RunRow, toRunRecord } from '../run-record.ts';

export const readRuns =
  (pool: Pool) =>
  async (runIds: string[]): Promise<(RunRecord | undefined)[]> => {
    const { rows } = await pool.query<RunRow>({
      name: 'ledger-read-runs',
      text: 'SELECT * FROM core.read_runs($1::text[])',
      values: [runIds],
    });
    const byId = new Map(rows.map((row) => [row.id, toRunRecord(row)]));
    return runIds.map((runId) => byId.get(runId));
  };

export async function renewLeases(pool: Pool, leases: RunLease[], leaseMs: number): Promise<string[]> {
  if (leases.length === 0) return [];
  const { rows } = await pool.query<{ runId: string }>({
    name: 'ledger-renew-leases',
    text: 'SELECT lost AS "runId" FROM core.renew_leases($1::text[], $2::int[], $3::bigint) AS lost',
    values: [leases.map(({ runId }) => runId), leases.map(({ fence }) => fence), leaseMs],
  });
  return rows.map((row) => row.runId);
}

/** A lease that is late by less than this is its worker's hiccup, not its death. */
const LEASE_GRACE_MS = 5_000;

type AbandonedRow = Omit<AbandonedRun, 'holdMicros'> & { holdMicros: string; price: ModelPrice };

export async function listAbandonedRuns(pool: Pool, limit: number): Promise<AbandonedRun[]> {
  const { rows } = await pool.query<AbandonedRow>({
    name: 'ledger-list-abandoned-runs',
    text: `SELECT id AS "runId", "accountId", state, fence, attempt, model, provider, price, "holdMicros", "createdAt"
           FROM core.list_abandoned_runs($1::int, $2::bigint)`,
    values: [limit, LEASE_GRACE_MS],
  });
  return rows.map((row) => ({ ...row, holdMicros: BigInt(row.holdMicros) }));
}
