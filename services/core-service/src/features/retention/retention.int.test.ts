import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@smart-ai-hub/database';
import { createMetrics, type Metrics } from '@smart-ai-hub/service-kit';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import { coreConfigSchema } from '../../config.ts';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { createPrune } from './start-retention.ts';

let database: TestDatabase;
let redis: TestRedis;
let core: Core;
let owner: Pool;
let metrics: Metrics;
let prune: () => Promise<void>;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  core = createCore(
    { databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: 'http://127.0.0.1:1' },
    { RETENTION_NOTICES_DAYS: '10' },
  );
  owner = createPool({ url: database.url, max: 2 });
  metrics = createMetrics({ service: 'core-service' });
  const { context, selling, ...dependencies } = core.dependencies;
  prune = createPrune({ ...dependencies, ...selling, config: context.config, logger: context.logger, metrics });
});
afterAll(async () => {
  await Promise.all([core.close(), owner.end()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const idsOf = async (table: string) =>
  (await owner.query<{ id: string }>(`SELECT id FROM core."${table}" ORDER BY id`)).rows.map(({ id }) => id);
async function countDeleted(rule: string): Promise<number> {
  const shown = await metrics.registry.getSingleMetric('aihub_retention_deleted_rows_total')?.get();
  return shown?.values.find(({ labels }) => labels['rule'] === rule)?.value ?? 0;
}
const ago = (days: number) => `now() - interval '${days} days'`;

describe('retention', () => {
  it('deletes notices that are older than the setting, also more than one statement takes, and counts them', async () => {
    await owner.query(
      `INSERT INTO core."Notice" (id, "accountId", kind, "createdAt")
       SELECT 'ntc_' || n, 'acc', 'low_balance', now() - CASE WHEN n <= 1200 THEN interval '11 days' ELSE interval '9 days' END
       FROM generate_series(1, 1203) n`,
    );
    await prune();
    expect(await idsOf('Notice')).toEqual(['ntc_1201', 'ntc_1202', 'ntc_1203']);
    expect(await countDeleted('notices')).toBe(1_200);
  });

  it('deletes events of Stripe that were handled and are old, and never one that waits', async () => {
    await owner.query(
      `INSERT INTO core."StripeEvent" (id, type, livemode, facts, state, "nextAttemptAt", "handledAt", "createdAt", "receivedAt") VALUES
         ('evt_old', 'x', false, '{}', 'done', NULL, now(), now(), ${ago(91)}),
         ('evt_waits', 'x', false, '{}', 'pending', now(), NULL, now(), ${ago(91)}),
         ('evt_young', 'x', false, '{}', 'ignored', NULL, now(), now(), ${ago(89)})`,
    );
    await prune();
    expect(await idsOf('StripeEvent')).toEqual(['evt_waits', 'evt_young']);
  });

  it('keeps audits that found something, and the last result, however old', async () => {
    await owner.query(
      `INSERT INTO core."LedgerAudit" (id, "startedAt", "finishedAt", checked, violations, error) VALUES
         ('aud_clean', ${ago(500)}, now(), 1, 0, NULL), ('aud_failed', ${ago(500)}, now(), NULL, NULL, 'away'),
         ('aud_died', ${ago(500)}, NULL, NULL, NULL, NULL), ('aud_found', ${ago(500)}, now(), 1, 2, NULL),
         ('aud_last', ${ago(450)}, now(), 1, 0, NULL)`,
    );
    await prune();
    expect(await idsOf('LedgerAudit')).toEqual(['aud_found', 'aud_last']);
  });

  it('deletes batches with their calls after their end, and none that runs', async () => {
    await owner.query(
      `INSERT INTO core."Batch" (id, "accountId", "userId", "requestHash", state, "createdAt", "endedAt") VALUES
         ('bat_old', 'acc', 'usr', '', 'completed', ${ago(40)}, ${ago(31)}),
         ('bat_runs', 'acc', 'usr', '', 'running', ${ago(40)}, NULL),
         ('bat_young', 'acc', 'usr', '', 'cancelled', ${ago(40)}, ${ago(29)})`,
    );
    await owner.query(
      `INSERT INTO core."BatchItem" ("batchId", position, "customId", state) VALUES ('bat_old', 0, 'a', 'cancelled')`,
    );
    await prune();
    expect(await idsOf('Batch')).toEqual(['bat_runs', 'bat_young']);
    expect((await owner.query('SELECT 1 FROM core."BatchItem"')).rows).toEqual([]);
  });

  it('is done once when several replicas do it at the same time', async () => {
    await owner.query(
      `INSERT INTO core."Notice" (id, "accountId", kind, "createdAt")
       SELECT 'ntc_many' || n, 'acc', 'low_balance', ${ago(20)} FROM generate_series(1, 3000) n`,
    );
    const before = await countDeleted('notices');
    await Promise.all([prune(), prune(), prune()]);
    await prune();
    expect((await countDeleted('notices')) - before).toBe(3_000);
  });

  it.each([
    ['RETENTION_NOTICES_DAYS', '6'],
    ['RETENTION_BATCHES_DAYS', '1'],
    ['RETENTION_STRIPE_EVENTS_DAYS', '34'],
    ['RETENTION_LEDGER_AUDITS_DAYS', '29'],
    ['RETENTION_NOTICES_DAYS', '1.5'],
  ])('does not start with %s=%s', (name, value) => {
    const parsed = coreConfigSchema.safeParse({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      AUTH_SERVICE_URL: 'http://127.0.0.1:1',
      FRONTEND_URL: 'https://hub.example.com',
      [name]: value,
    });
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([[name]]);
  });
});
