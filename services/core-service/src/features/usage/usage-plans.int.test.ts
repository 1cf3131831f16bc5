import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@smart-ai-hub/database';
import { createTestDatabase, type TestDatabase } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import { type UsageQuery, usageSql } from './usage.repository.ts';

const ACCOUNTS = 5;
const HOURS = 2_000;
const ROWS_PER_HOUR = 20;
const RUNS = 200_000;
const JUST_ENDED = 50;
const HOUR_MS = 3_600_000;

type Plan = Record<string, unknown> & { Plans?: Plan[] };

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const rowsOf = (node: Plan, field: string) => Number(node[field] ?? 0) * Number(node['Actual Loops'] ?? 1);

/** 200,000 rows of hours and 200,000 runs, of five accounts and twelve weeks; the last fifty runs are in no hour yet. */
describe('the questions about usage', () => {
  let database: TestDatabase;
  let owner: Pool;
  /** One session, as core-service has it: planned while nothing was there. */
  let core: Pool;
  const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const to = new Date(hour + HOUR_MS);
  const daysBack = (days: number) => new Date(to.getTime() - days * 24 * HOUR_MS);
  const latest = { to, order: 'latest first', limit: 1_000 } as const;
  const week: UsageQuery = { ...latest, accountId: 'acc_1', from: daysBack(7), groupBy: ['day', 'model'] };
  const dayOfAll: UsageQuery = { ...latest, from: daysBack(1), groupBy: ['account'] };

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = createPool({ url: database.url, max: 1, statementTimeoutMs: 300_000 });
    core = createPool({ url: database.url, role: 'hub_core', max: 1, statementTimeoutMs: 300_000 });
    for (let call = 0; call < 8; call += 1) await core.query(usageSql(week));
    await seed(owner);
  }, 300_000);
  afterAll(async () => {
    await Promise.all([owner.end(), core.end()]);
    await database.drop();
  });

  /** What was read of core."Run" so far: by which index, and without one. */
  async function readOfRuns(): Promise<Record<string, number>> {
    await core.query('SELECT pg_stat_force_next_flush()');
    const { rows } = await owner.query<{ name: string; rows: string }>(
      `SELECT indexrelname AS name, idx_tup_read AS rows FROM pg_stat_user_indexes WHERE relname = 'Run'
       UNION ALL SELECT 'no index', seq_tup_read FROM pg_stat_user_tables WHERE relname = 'Run'`,
    );
    return Object.fromEntries(rows.map((row) => [row.name, Number(row.rows)]));
  }

  const cases = [
    { question: 'a week of one account by day and model', query: week, rowsInSpan: 7 * 24 * ROWS_PER_HOUR },
    { question: 'the same of one key', query: { ...week, apiKeyId: 'key_1' }, rowsInSpan: 7 * 24 * ROWS_PER_HOUR },
    { question: 'a day of all accounts', query: dayOfAll, rowsInSpan: 24 * ACCOUNTS * ROWS_PER_HOUR },
  ];
  it.each(cases)('read the hours of the time only, by an index: $question', async ({ query, rowsInSpan }) => {
    const sql = usageSql(query);
    const { rows } = await core.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${sql.text}`,
      sql.values,
    );
    const nodes = rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan));
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    const scans = nodes.filter((node) => node['Relation Name'] === 'UsageHour');
    expect(scans.length).toBeGreaterThan(0);
    const read = scans.reduce(
      (sum, node) =>
        sum +
        rowsOf(node, 'Actual Rows') +
        rowsOf(node, 'Rows Removed by Filter') +
        rowsOf(node, 'Rows Removed by Index Recheck'),
      0,
    );
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThanOrEqual(rowsInSpan);
  });

  it('read of the runs only those that are in no hour yet, with a plan that was made on empty tables', async () => {
    const before = await readOfRuns();
    const { rows } = await core.query<{ calls: string }>(usageSql(week));
    const after = await readOfRuns();
    expect(rows.length).toBeGreaterThan(0);
    const read = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
    expect(Object.fromEntries(read)).toEqual({
      'no index': 0,
      Run_pkey: 0,
      Run_accountId_createdAt_idx: 0,
      Run_account_idempotencyKey_key: 0,
      Run_open_idx: 0,
      Run_endedAt_idx: JUST_ENDED,
    });
  });

  it('and the job that adds up reads its slice of the runs, and no other', async () => {
    const before = await readOfRuns();
    const { rows } = await core.query<{ caughtUp: boolean }>('SELECT * FROM core.roll_usage(0, 3600000)');
    const after = await readOfRuns();
    expect(rows).toMatchObject([{ caughtUp: true }]);
    expect((after['no index'] ?? 0) - (before['no index'] ?? 0)).toBe(0);
    // And one of them to find where it begins.
    expect((after['Run_endedAt_idx'] ?? 0) - (before['Run_endedAt_idx'] ?? 0)).toBe(JUST_ENDED + 1);
  });
});

async function seed(owner: Pool): Promise<void> {
  await owner.query(
    `INSERT INTO core."UsageHour"
     SELECT 'acc_' || a, date_trunc('hour', now(), 'UTC') - h * interval '1 hour', 'model-' || m, 'sample', 'key_' || k, 'usr',
            3, 0, 100, 0, 0, 0, 50, 0, 0, 0, 1000, 0
     FROM generate_series(1, $1::int) a, generate_series(0, $2::int - 1) h, generate_series(1, $3::int / 5) m, generate_series(1, 5) k`,
    [ACCOUNTS, HOURS, ROWS_PER_HOUR],
  );
  await owner.query(
    `INSERT INTO core."Run" (id, "accountId", "userId", "apiKeyId", model, provider, dialect, stream, state, "queueDeadlineAt",
                             "requestHash", price, "holdMicros", "costMicros", "inputTokens", "outputTokens", "createdAt", "endedAt")
     SELECT 'run_' || n, 'acc_' || n % $1::int + 1, 'usr', 'key_1', 'model-1', 'sample', 'hub', false, 'done', e.at, '', '{}', 1, 1000, 100,
            50, e.at - interval '5 seconds', e.at
     FROM generate_series(1, $2::int) n
     CROSS JOIN LATERAL (SELECT now() - CASE WHEN n <= $3::int THEN interval '20 seconds'
                                        ELSE interval '2 minutes' + n * interval '36 seconds' END AS at) e`,
    [ACCOUNTS, RUNS, JUST_ENDED],
  );
  await owner.query(`UPDATE core."UsageWatermark" SET "rolledUntil" = now() - interval '1 minute'`);
  await owner.query('ANALYZE core."UsageHour", core."Run"');
}
