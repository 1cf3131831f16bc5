import { createPool, type DatabaseRole } from '@smart-ai-hub/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { createLedger } from './create-ledger.ts';
import { grantCredits } from './credit-account.ts';
import { admission, createLedgerFixture, type LedgerFixture, settlement } from './fixtures/ledger-fixture.ts';

const RUNS = 5_000;
const KEYED_RUNS = RUNS / 2;
/** As it is admitted, claimed, its lease renewed, and settled. */
const VERSIONS_OF_RUN = 4;
const SINGLE_CALLS = 60;
const CORE_TABLES = ['CreditAccount', 'CreditTransaction', 'LedgerEntry', 'Run'];

/**
 * A fresh installation: each service has one session, opened and with its plans cached while the tables were empty, and
 * nothing has counted the rows yet. Everything then happens on one account.
 */
describe('the statements of the ledger, planned on empty tables', () => {
  let fixture: LedgerFixture;
  const sessions = new Map<DatabaseRole, Pool>();
  const sessionOf = (role: DatabaseRole): Pool => sessions.get(role) ?? fixture.poolOf(role);

  beforeAll(async () => {
    fixture = await createLedgerFixture();
    for (const table of CORE_TABLES) {
      await fixture.owner.query(`ALTER TABLE core."${table}" SET (autovacuum_enabled = off)`);
    }
    for (const role of ['hub_gateway', 'hub_worker', 'hub_core'] as const) {
      sessions.set(role, createPool({ url: fixture.url, role, max: 1, statementTimeoutMs: 60_000 }));
    }
  });
  afterAll(async () => {
    await Promise.all([...sessions.values()].map(async (pool) => pool.end()));
    await fixture.close();
  });

  /** What was read so far, by index, and by table without one. */
  async function readCounters(): Promise<{ byIndex: Record<string, number>; withoutIndex: Record<string, number> }> {
    for (const pool of sessions.values()) await pool.query('SELECT pg_stat_force_next_flush()');
    const { rows: indexes } = await fixture.owner.query<{ name: string; rows: string }>(
      `SELECT indexrelname AS name, idx_tup_read AS rows FROM pg_stat_user_indexes WHERE relname = ANY ($1)`,
      [CORE_TABLES],
    );
    const { rows: tables } = await fixture.owner.query<{ name: string; rows: string; analyzed: string | null }>(
      `SELECT relname AS name, seq_tup_read AS rows, coalesce(last_analyze, last_autoanalyze) AS analyzed
       FROM pg_stat_user_tables WHERE relname = ANY ($1)`,
      [CORE_TABLES],
    );
    expect(tables.filter(({ analyzed }) => analyzed !== null)).toEqual([]);
    const counts = (rows: { name: string; rows: string }[]): Record<string, number> =>
      Object.fromEntries(rows.map((row) => [row.name, Number(row.rows)]));
    return { byIndex: counts(indexes), withoutIndex: counts(tables) };
  }

  it(`read a few rows for each call and never the account's history, over ${RUNS} runs of one account`, async () => {
    const gateway = createLedger({ pool: sessionOf('hub_gateway') });
    const worker = createLedger({ pool: sessionOf('hub_worker') });
    const core = sessionOf('hub_core');
    const accountId = await fixture.openAccount(1_000_000_000n);
    const inputs = Array.from({ length: RUNS }, (_, index) =>
      admission(accountId, index % 2 === 0 ? {} : { idempotencyKey: `key-${index}` }),
    );
    const claim = async (runId: string) => worker.claim({ runId, workerId: 'wrk_lookups', leaseMs: 60_000 });
    const grant = async (index: number) => {
      const granted = { accountId, amountMicros: 1n, type: 'correction', description: 'test' } as const;
      await grantCredits(core, { ...granted, idempotencyKey: `grant-${index}` });
    };

    // One at a time first: it is after some calls that a session keeps a plan for good.
    for (const [index, input] of inputs.slice(0, SINGLE_CALLS).entries()) {
      await gateway.admit(input);
      await claim(input.runId);
      await worker.renewLeases([{ runId: input.runId, fence: 1 }], 60_000);
      await worker.settle(settlement(input.runId));
      await gateway.readRun(input.runId);
      await gateway.listAbandonedRuns(10);
      await grant(index);
    }
    const many = inputs.slice(SINGLE_CALLS);
    await Promise.all(many.map(async (input) => gateway.admit(input)));
    await Promise.all(many.map(async ({ runId }) => claim(runId)));
    await worker.renewLeases(
      many.map(({ runId }) => ({ runId, fence: 1 })),
      60_000,
    );
    await Promise.all(many.map(async ({ runId }) => worker.settle(settlement(runId))));
    await Promise.all(inputs.map(async (input) => gateway.admit(input)));
    await Promise.all(many.map(async ({ runId }) => gateway.readRun(runId)));
    await gateway.listAbandonedRuns(10);
    for (let index = 0; index < SINGLE_CALLS; index += 1) await grant(index);

    const { byIndex, withoutIndex } = await readCounters();
    expect(withoutIndex).toEqual({ CreditAccount: 0, CreditTransaction: 0, LedgerEntry: 0, Run: 0 });
    const {
      Run_pkey: runs,
      Run_account_idempotencyKey_key: keyed,
      Run_open_idx: open,
      CreditAccount_pkey: accounts,
      ...others
    } = byIndex;
    expect(runs).toBeGreaterThan(3 * RUNS);
    expect(runs).toBeLessThan(15 * RUNS);
    // Dead entries stay beside the live one until their pages are cleaned: at most one of each version of a run.
    expect(keyed).toBeLessThanOrEqual(VERSIONS_OF_RUN * KEYED_RUNS);
    expect(open).toBeLessThan(3 * RUNS);
    expect(accounts).toBeLessThan(RUNS);
    expect(others).toEqual({
      Run_accountId_createdAt_idx: 0,
      Run_endedAt_idx: 0,
      CreditTransaction_accountId_createdAt_seq_idx: 0,
      CreditTransaction_account_idempotencyKey_key: SINGLE_CALLS,
      CreditTransaction_pkey: 0,
      LedgerEntry_pkey: 0,
      CreditAccount_userId_key: 0,
      CreditAccount_in_debt: 0,
      CreditTransaction_of_payment: 0,
    });
  }, 120_000);
});
