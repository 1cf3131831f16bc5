import type { ClientBase, Pool } from 'pg';
import type { Invariant } from './invariant.ts';
import { invariants } from './invariants.ts';

export type InvariantReport = {
  key: string;
  name: string;
  freezes: boolean;
  checked: number;
  violations: number;
  /** The first of the offending ids. */
  offendingIds: string[];
  /** The first of the accounts they belong to. */
  accountIds: string[];
  durationMs: number;
};

const SHOWN_IDS = 20;
const SHOWN_ACCOUNTS = 1_000;

async function check(client: ClientBase, invariant: Invariant): Promise<InvariantReport> {
  const startedAt = performance.now();
  // An unknown (null) is a violation too.
  const { rows } = await client.query<{
    checked: string;
    violations: string;
    ids: string[] | null;
    accounts: string[] | null;
  }>(
    `SELECT count(*) AS checked, count(*) FILTER (WHERE ok IS NOT TRUE) AS violations,
            (array_agg(id) FILTER (WHERE ok IS NOT TRUE))[1:${SHOWN_IDS}] AS ids,
            (array_agg(DISTINCT account) FILTER (WHERE ok IS NOT TRUE AND account IS NOT NULL))[1:${SHOWN_ACCOUNTS}] AS accounts
     FROM (${invariant.sql}) AS checks`,
  );
  const row = rows[0];
  return {
    key: invariant.key,
    name: invariant.name,
    freezes: invariant.freezes,
    checked: Number(row?.checked ?? 0),
    violations: Number(row?.violations ?? 0),
    offendingIds: row?.ids ?? [],
    accountIds: row?.accounts ?? [],
    durationMs: performance.now() - startedAt,
  };
}

/** Checks every invariant on what this client sees, in their order. */
export async function checkInvariants(
  client: ClientBase,
  onReport: (report: InvariantReport) => void = () => undefined,
): Promise<InvariantReport[]> {
  const reports: InvariantReport[] = [];
  for (const invariant of invariants) {
    const report = await check(client, invariant);
    reports.push(report);
    onReport(report);
  }
  return reports;
}

/**
 * Proves the ledger: every invariant, on one snapshot, so that work going on beside it cannot look like a fault.
 * Reads only. Calls `onReport` as each one is done.
 */
export async function verifyLedger(
  pool: Pool,
  onReport?: (report: InvariantReport) => void,
): Promise<InvariantReport[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query("SET LOCAL work_mem = '128MB'");
    await client.query('SET LOCAL jit = off');
    return await checkInvariants(client, onReport);
  } finally {
    // Nothing was written; a connection that broke is not given back.
    const broke = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    client.release(broke);
  }
}
