import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditEndpoints, type Identity } from '@smart-ai-hub/contracts';
import { createPool, createPrismaClient, type PrismaClient } from '@smart-ai-hub/database';
import { createLedger, type Ledger, ledgerInvariants } from '@smart-ai-hub/ledger';
import { createLogger, createMetrics, type Metrics } from '@smart-ai-hub/service-kit';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from '../../fixtures/key-server.ts';
import { seedAccount, type SeededAccount } from '../../fixtures/seed-account.ts';
import { seedRun } from '../../fixtures/seed-run.ts';
import { type AuditDeps, auditLedger } from './audit-ledger.ts';
import { createAuditsRepository } from './audits.repository.ts';
import { showResults } from './start-audits.ts';

const HOUR_MS = 3_600_000;
const admin: Identity = { userId: 'usr_admin', accountId: 'acc_admin', role: 'admin' };

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let core: Core;
let owner: Pool;
let auditPool: Pool;
let prisma: PrismaClient;
let ledger: Ledger;
let metrics: Metrics;
let deps: AuditDeps;

beforeEach(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url });
  owner = createPool({ url: database.url, max: 2 });
  auditPool = createPool({ url: database.url, role: 'hub_core', max: 1 });
  prisma = createPrismaClient({ url: database.url, role: 'hub_core' });
  ledger = createLedger({ pool: owner });
  metrics = createMetrics({ service: 'core-service' });
  const logger = createLogger({ service: 'core-service', level: 'silent' });
  const audits = createAuditsRepository(prisma);
  deps = { audits, auditPool, logger, auditIntervalMs: HOUR_MS, maxFrozenAccounts: 10 };
});

afterEach(async () => {
  await Promise.all([core.close(), owner.end(), auditPool.end(), prisma.$disconnect(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const listSchema = auditEndpoints.listAudits.response;

async function readAudits() {
  const token = keyServer.issueToken(admin);
  const { body } = await request(core.app).get('/api/admin/audits').auth(token, { type: 'bearer' }).expect(200);
  if (listSchema === undefined) throw new Error('the endpoint declares no response');
  return listSchema.parse(body);
}
const listAudits = async () => (await readAudits()).audits;

/** As nobody could but with the owner's login: credits that no entry explains. */
const plantCredit = ({ identity }: SeededAccount) =>
  owner.query(
    `UPDATE core."CreditAccount" SET available = available + 1, "currentBalance" = "currentBalance" + 1 WHERE id = $1`,
    [identity.accountId],
  );

async function isFrozen({ identity }: SeededAccount): Promise<boolean> {
  const { rows } = await owner.query(`SELECT "frozenAt" FROM core."CreditAccount" WHERE id = $1`, [identity.accountId]);
  return (rows as { frozenAt: Date | null }[])[0]?.frozenAt instanceof Date;
}

async function violationsShown(): Promise<Record<string, number>> {
  await showResults({ audits: deps.audits, metrics })();
  const metric = metrics.registry.getSingleMetric('aihub_ledger_violations');
  const { values } = (await metric?.get()) ?? { values: [] };
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels['invariant']), value]));
}

describe('auditLedger', () => {
  it('is done once in an interval, however many replicas try', async () => {
    await seedRun(ledger, await seedAccount(owner), { end: { state: 'done', costMicros: 5n } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => auditLedger(deps)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await auditLedger(deps)).toBe(false);
    const audits = await listAudits();
    expect(audits).toMatchObject([{ state: 'clean', violations: 0, findings: [], frozenAccountIds: [] }]);
    expect(audits[0]?.checked).toBeGreaterThan(10);
    const { invariants } = await readAudits();
    expect(invariants.map(({ invariant }) => invariant)).toEqual(ledgerInvariants.map(({ key }) => key));
    await owner.query(`UPDATE core."LedgerAudit" SET "startedAt" = now() - interval '61 minutes'`);
    expect(await auditLedger(deps)).toBe(true);
  });

  it('freezes the account whose ledger is wrong and no other, says so to administrators and to the metrics', async () => {
    const [wrong, right] = [await seedAccount(owner), await seedAccount(owner)];
    await plantCredit(wrong);
    await auditLedger(deps);
    expect([await isFrozen(wrong), await isFrozen(right)]).toEqual([true, false]);
    const [audit] = await listAudits();
    expect(audit).toMatchObject({ state: 'violated', frozenAccountIds: [wrong.identity.accountId] });
    const { accountId } = wrong.identity;
    expect(audit?.findings).toContainEqual(
      expect.objectContaining({ invariant: 'transactions_sum_to_balance', violations: 1, accountIds: [accountId] }),
    );
    const shown = await violationsShown();
    expect(Object.keys(shown).toSorted()).toEqual(ledgerInvariants.map(({ key }) => key).toSorted());
    expect(shown).toMatchObject({ transactions_sum_to_balance: 1, entries_sum_to_zero: 0 });
  });

  it('freezes nobody for a sweep of ours that is late', async () => {
    const account = await seedAccount(owner);
    await seedRun(ledger, account);
    await owner.query(`UPDATE core."Run" SET "queueDeadlineAt" = now() - interval '2 minutes'`);
    await auditLedger(deps);
    expect(await isFrozen(account)).toBe(false);
    expect(await violationsShown()).toMatchObject({ holds_not_overdue: 1 });
  });

  it('freezes nobody when more accounts look wrong than can be by themselves', async () => {
    const accounts = await Promise.all([1, 2, 3].map(() => seedAccount(owner)));
    for (const account of accounts) await plantCredit(account);
    await auditLedger({ ...deps, maxFrozenAccounts: 2 });
    expect(await Promise.all(accounts.map(isFrozen))).toEqual([false, false, false]);
    expect(await listAudits()).toMatchObject([{ state: 'violated', frozenAccountIds: [] }]);
  });

  it('tells when it could not be done, keeps the last result on show, and is tried again before the hour is over', async () => {
    const account = await seedAccount(owner);
    await plantCredit(account);
    await auditLedger(deps);
    await owner.query(`UPDATE core."LedgerAudit" SET "startedAt" = now() - interval '61 minutes'`);
    const impatient = createPool({ url: database.url, role: 'hub_core', max: 1, statementTimeoutMs: 1 });
    const locking = await owner.connect();
    await locking.query('BEGIN; LOCK TABLE core."LedgerEntry" IN ACCESS EXCLUSIVE MODE');
    await expect(auditLedger({ ...deps, auditPool: impatient })).rejects.toThrow();
    await locking.query('ROLLBACK');
    locking.release();
    await impatient.end();
    expect((await listAudits()).map(({ state }) => state)).toEqual(['failed', 'violated']);
    expect(await violationsShown()).toMatchObject({ transactions_sum_to_balance: 1 });
    await owner.query(
      `UPDATE core."LedgerAudit" SET "startedAt" = now() - interval '21 minutes' WHERE error IS NOT NULL`,
    );
    expect(await auditLedger(deps)).toBe(true);
  });

  it('is done by another one when its process has died', async () => {
    expect(await deps.audits.begin(HOUR_MS)).toBeDefined();
    expect(await auditLedger(deps)).toBe(false);
    await owner.query(`UPDATE core."LedgerAudit" SET "startedAt" = now() - interval '21 minutes'`);
    expect(await auditLedger(deps)).toBe(true);
    expect((await listAudits()).map(({ state }) => state)).toEqual(['clean', 'abandoned']);
  });
});
