import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool, type Prisma } from '@smart-ai-hub/database';
import { createTestDatabase, type TestDatabase } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import { COUNTED, lastLookedThroughSql, LOOKED_THROUGH, runsCountSql, runsPageSql } from './runs.repository.ts';

const RUNS = 150_000;

type Plan = Record<string, unknown> & { Plans?: Plan[] };

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const rowsOf = (node: Plan, field: string) => Number(node[field] ?? 0) * Number(node['Actual Loops'] ?? 1);

/** 150,000 runs, all but a thousand of them of one account, sixty in each second. */
describe('the questions about calls', () => {
  let database: TestDatabase;
  let owner: Pool;
  let core: Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = createPool({ url: database.url, max: 1, statementTimeoutMs: 300_000 });
    core = createPool({ url: database.url, role: 'hub_core', max: 1, statementTimeoutMs: 300_000 });
    await owner.query(
      `INSERT INTO core."Run" (id, "accountId", "userId", model, provider, dialect, stream, state, "queueDeadlineAt",
                               "requestHash", price, "holdMicros", "costMicros", "createdAt", "endedAt")
       SELECT 'run_' || lpad(n::text, 6, '0'), CASE WHEN n % 150 = 0 THEN 'acc_small' ELSE 'acc_large' END, 'usr',
              CASE WHEN n <= 10 THEN 'rare' ELSE 'usual' END, 'sample', 'hub', false, 'done', now(), '', '{}', 1, 1000,
              date_trunc('second', now()) - interval '1 day' + n / 60 * interval '1 second', now()
       FROM generate_series(1, $1::int) n`,
      [RUNS],
    );
    await owner.query('ANALYZE core."Run"');
  }, 300_000);
  afterAll(async () => {
    await Promise.all([owner.end(), core.end()]);
    await database.drop();
  });

  /** How many rows of core."Run" a statement reads, all by an index. */
  async function readBy(sql: Prisma.Sql): Promise<number> {
    const { rows } = await core.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${sql.text}`,
      sql.values,
    );
    const nodes = rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan));
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    const scans = nodes.filter((node) => node['Relation Name'] === 'Run');
    expect(scans.length).toBeGreaterThan(0);
    return scans.reduce((sum, node) => sum + rowsOf(node, 'Actual Rows') + rowsOf(node, 'Rows Removed by Filter'), 0);
  }

  /** The rows of the second in which a page begins or ends are read to put them in order. */
  const TIES = 2 * 60;

  it('read a page by its place in the history, however long that is', async () => {
    expect(await readBy(runsPageSql('acc_large', {}, 0, 20))).toBeLessThanOrEqual(21 + TIES);
    const before = { createdAt: new Date(Date.now() - 80_000_000), id: 'run_050000' };
    expect(await readBy(runsPageSql('acc_large', { before }, 0, 20))).toBeLessThanOrEqual(21 + TIES);
    expect(await readBy(runsPageSql('acc_large', {}, 9_900, 100))).toBeLessThanOrEqual(10_001 + TIES);
  });

  it('count no further than is told', async () => {
    expect(await readBy(runsCountSql('acc_large', {}))).toBeLessThanOrEqual(COUNTED + 1 + TIES);
    expect(await readBy(runsCountSql('acc_small', {}))).toBe(1_000);
  });

  it('look through no more calls than is told for a filter that fits none of them', async () => {
    const filter = { model: 'none' };
    for (const sql of [
      runsPageSql('acc_large', filter, 0, 20),
      runsCountSql('acc_large', filter),
      lastLookedThroughSql('acc_large', filter),
    ]) {
      expect(await readBy(sql)).toBeLessThanOrEqual(LOOKED_THROUGH + TIES);
    }
  });

  it('find the rare call at the very beginning in a few steps, each of them bounded', async () => {
    const found: string[] = [];
    let steps = 0;
    for (let before: { createdAt: Date; id: string } | undefined; ; steps += 1) {
      const scope = { model: 'rare', before };
      const page = await core.query<{ id: string }>(runsPageSql('acc_large', scope, 0, 20));
      found.push(...page.rows.map(({ id }) => id));
      const edge = await core.query<{ id: string }>(lastLookedThroughSql('acc_large', scope));
      const id = edge.rows[0]?.id;
      if (id === undefined) break;
      const place = await owner.query<{ createdAt: Date }>('SELECT "createdAt" FROM core."Run" WHERE id = $1', [id]);
      before = { id, createdAt: place.rows[0]?.createdAt ?? new Date(0) };
    }
    expect(found).toEqual(Array.from({ length: 10 }, (_, n) => `run_${String(10 - n).padStart(6, '0')}`));
    expect(steps).toBe(2);
  });
});
