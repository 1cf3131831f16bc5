import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Identity, newId, noUsage, usageEndpoints } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { createLedger, type Ledger, verifyLedger } from '@smart-ai-hub/ledger';
import { createMetrics, type Metrics } from '@smart-ai-hub/service-kit';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from '../../fixtures/key-server.ts';
import { seedAccount, type SeededAccount } from '../../fixtures/seed-account.ts';
import { type RunEnd, seedRun } from '../../fixtures/seed-run.ts';
import { createRoll } from './start-usage.ts';

const admin: Identity = { userId: 'usr_admin', accountId: 'acc_admin', role: 'admin' };

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let core: Core;
let owner: Pool;
let rollPool: Pool;
let ledger: Ledger;
let metrics: Metrics;

beforeEach(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url });
  owner = createPool({ url: database.url, max: 4 });
  rollPool = createPool({ url: database.url, role: 'hub_core', max: 4 });
  ledger = createLedger({ pool: owner });
  metrics = createMetrics({ service: 'core-service' });
});

afterEach(async () => {
  await Promise.all([core.close(), owner.end(), rollPool.end(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const done = (costMicros: bigint): RunEnd => ({ state: 'done', costMicros });
const failed: RunEnd = { state: 'error', costMicros: 0n };
const roll = () => createRoll({ rollPool, metrics }, 0)();

const get = ({ apiKey }: SeededAccount, path: string) => request(core.app).get(path).set('x-api-key', apiKey);
async function read(account: SeededAccount, query = '') {
  const { body } = await get(account, `/api/usage?${query}`).expect(200);
  const answer = usageEndpoints.readUsage.response;
  if (answer === undefined) throw new Error('the endpoint declares no response');
  return answer.parse(body).usage;
}

/** Ends a run at another time than now, as only the owner's login can; before anything was added up. */
const endAt = (runId: string, moment: string) =>
  owner.query(`UPDATE core."Run" SET "endedAt" = $2 WHERE id = $1`, [runId, moment]);
const rollFrom = (moment: string) => owner.query(`UPDATE core."UsageWatermark" SET "rolledUntil" = $1`, [moment]);

describe('usage', () => {
  it('has a call as soon as it has ended, and the same sums before and after it was added to its hour', async () => {
    const [account, other] = [await seedAccount(owner), await seedAccount(owner)];
    await seedRun(ledger, account, { end: done(50_000n) });
    await seedRun(ledger, account, { end: failed });
    await seedRun(ledger, account);
    await seedRun(ledger, other, { end: done(7n) });
    const before = await read(account, 'groupBy=day,model');
    const today = new Date().toISOString().slice(0, 10);
    const sums = { calls: 2, failed: 1, inputTokens: 100, outputTokens: 50, cost: 0.05 };
    expect(before).toMatchObject({ total: 1, rows: [{ day: today, model: 'sample-model', ...sums }], totals: sums });
    await roll();
    expect(await countHours()).toBe(2);
    expect(await read(account, 'groupBy=day,model')).toEqual(before);
    await seedRun(ledger, account, { end: done(1n) });
    expect((await read(account)).totals).toMatchObject({ calls: 3, cost: 0.050001 });
    await roll();
    expect((await read(account)).totals).toMatchObject({ calls: 3, cost: 0.050001 });
  });

  it('counts each call once, however many replicas add up while calls end', async () => {
    const account = await seedAccount(owner, 100);
    const rolling = Array.from({ length: 3 }, async () => {
      for (let round = 0; round < 10; round += 1) await rollLate();
    });
    await Promise.all([...rolling, ...Array.from({ length: 40 }, () => seedRun(ledger, account, { end: done(3n) }))]);
    expect((await read(account)).totals).toMatchObject({ calls: 40, cost: 0.00012 });
    await roll();
    expect((await read(account)).totals).toMatchObject({ calls: 40, cost: 0.00012 });
    const broken = (await verifyLedger(owner)).filter(({ violations }) => violations > 0);
    expect(broken.map(({ key }) => key)).toEqual([]);
  });

  it('gives each model of an answer its tokens and its cost, and what the account could not pay to nobody', async () => {
    const account = await seedAccount(owner, 1);
    await seedPartedRun(account, 1_000_000n, [700_000n, 300_000n]);
    const poor = await seedAccount(owner, 0.5);
    await seedPartedRun(poor, 500_000n, [700_000n, 300_000n]);
    for (const round of ['before', 'after']) {
      const { rows } = await read(account, 'groupBy=model');
      expect([round, rows]).toMatchObject([
        round,
        [
          { model: 'first', calls: 0, inputTokens: 10, outputTokens: 4, cost: 0.7 },
          { model: 'second', calls: 1, inputTokens: 20, outputTokens: 6, cost: 0.3 },
        ],
      ]);
      expect((await read(poor, 'groupBy=model')).rows).toMatchObject([
        { model: 'first', calls: 0, cost: 0.5 },
        { model: 'second', calls: 1, cost: 0 },
      ]);
      await roll();
    }
    const broken = (await verifyLedger(owner)).filter(({ violations }) => violations > 0);
    expect(broken.map(({ key }) => key)).toEqual([]);
  });

  it('is told by days and hours of UTC, by key and provider, within the time and of the model that is asked for', async () => {
    const account = await seedAccount(owner);
    const moments = ['2026-03-01T23:59:59.999Z', '2026-03-02T00:00:00Z', '2026-03-02T10:30:00Z'];
    const ids = await Promise.all(moments.map(() => seedRun(ledger, account, { end: done(1_000_000n) })));
    for (const [index, moment] of moments.entries()) await endAt(ids[index] ?? '', moment);
    await owner.query(`UPDATE core."Run" SET "apiKeyId" = 'key_a', model = 'other-model' WHERE id = $1`, [ids[2]]);
    await rollFrom('2026-03-01');
    await roll();
    const march = 'from=2026-03-01&to=2026-04-01';
    expect((await read(account, march)).rows).toMatchObject([
      { day: '2026-03-02', calls: 2 },
      { day: '2026-03-01', calls: 1 },
    ]);
    expect((await read(account, `${march}&groupBy=hour,key`)).rows).toMatchObject([
      { hour: '2026-03-02T10:00:00.000Z', keyId: 'key_a' },
      { hour: '2026-03-02T00:00:00.000Z', keyId: null },
      { hour: '2026-03-01T23:00:00.000Z', keyId: null },
    ]);
    expect((await read(account, `${march}&groupBy=provider&keyId=session`)).rows).toMatchObject([
      { provider: 'sample', calls: 2 },
    ]);
    expect((await read(account, `${march}&model=other-model&keyId=key_a`)).totals).toMatchObject({ calls: 1 });
    expect((await read(account, 'from=2026-03-02&to=2026-03-02T10:00:00Z')).totals).toMatchObject({ calls: 1 });
    expect(await read(account, `${march}&limit=1`)).toMatchObject({
      total: 2,
      rows: [{ calls: 2 }],
      totals: { calls: 3 },
    });
    expect((await read(account)).rows).toEqual([]);
  });

  it('leaves as a file, the oldest first, that no spreadsheet runs', async () => {
    const account = await seedAccount(owner);
    await seedRun(ledger, account, { end: done(50_001n) });
    await owner.query(`UPDATE core."Run" SET model = '=cmd()'`);
    const { text, headers } = await get(account, '/api/usage.csv?groupBy=model,key').expect(200);
    expect(headers['content-disposition']).toContain('usage.csv');
    expect(text.split('\r\n')).toEqual([
      'model,keyId,calls,failed,inputTokens,cacheReadTokens,cacheWrite5mTokens,cacheWrite1hTokens,outputTokens,reasoningTokens,imageTokens,webSearches,cost',
      `'=cmd(),,1,0,100,0,0,0,50,0,0,0,0.050001`,
      '',
    ]);
  });

  it('is refused with the field named for a time or a grouping that makes no sense', async () => {
    const account = await seedAccount(owner);
    const wrong = {
      from: [
        'from=2026-02-30',
        'from=2026-03-01T10:30:00Z',
        'from=2026-03-02&to=2026-03-01',
        'from=2999-01-01',
        'from=2020-01-01',
      ],
      to: ['to=0001-01-01'],
      groupBy: ['groupBy=user', 'groupBy=', 'groupBy=day,hour', 'groupBy=account'],
      limit: ['limit=0', 'limit=10001'],
    };
    for (const [path, queries] of Object.entries(wrong)) {
      for (const query of queries) {
        const { body } = await get(account, `/api/usage?${query}`).expect(400);
        expect([query, body]).toMatchObject([query, { code: 'validation_failed', errors: [{ path }] }]);
      }
    }
  });

  it('is shown to administrators over all accounts, with what it brought in and what was lost', async () => {
    const [rich, poor] = [await seedAccount(owner, 9), await seedAccount(owner, 0.25)];
    await seedRun(ledger, rich, { end: done(2_000_000n) });
    await roll();
    await seedRun(ledger, poor, { end: done(1_000_000n) });
    await owner.query('DELETE FROM auth."User" WHERE id = $1', [poor.identity.userId]);
    const all = (token: string, form = '') =>
      request(core.app).get(`/api/admin/usage${form}?groupBy=account`).auth(token, { type: 'bearer' });
    const { body } = await all(keyServer.issueToken(admin)).expect(200);
    expect(body).toMatchObject({
      usage: {
        rows: [
          { accountId: rich.identity.accountId, email: emailOf(rich), cost: 2, loss: 0, revenue: 2 },
          { accountId: poor.identity.accountId, email: null, cost: 0.25, loss: 0.75, revenue: 1 },
        ],
        totals: { calls: 2, cost: 2.25, loss: 0.75, revenue: 3 },
      },
    });
    const { text } = await all(keyServer.issueToken(admin), '.csv').expect(200);
    expect(text.split('\r\n')).toEqual([
      expect.stringMatching(/^accountId,calls,.*,cost,loss,revenue$/),
      expect.stringMatching(new RegExp(`^${rich.identity.accountId},1,.*,2\\.000000,0\\.000000,2\\.000000$`)),
      expect.stringMatching(new RegExp(`^${poor.identity.accountId},1,.*,0\\.250000,0\\.750000,1\\.000000$`)),
      '',
    ]);
    for (const form of ['', '.csv']) await all(keyServer.issueToken(rich.identity), form).expect(403);
  });

  it('is made anew for a time when its hours are wrong', async () => {
    const account = await seedAccount(owner);
    await seedRun(ledger, account, { end: done(5n) });
    await roll();
    const right = await read(account);
    await owner.query(`UPDATE core."UsageHour" SET calls = 9, model = 'ghost'`);
    await owner.query(`SELECT core.rebuild_usage(now() - interval '1 hour', now())`);
    expect(await read(account)).toEqual(right);
  });

  it('shows how far it is added up', async () => {
    await rollFrom('2026-03-01');
    const startedAtSeconds = Date.now() / 1_000;
    await roll();
    const { values } =
      (await metrics.registry.getSingleMetric('aihub_usage_rolled_until_timestamp_seconds')?.get()) ?? {};
    expect(values?.[0]?.value).toBeGreaterThan(startedAtSeconds - 1);
  });
});

const emailOf = ({ identity }: SeededAccount) => `${identity.userId}@example.com`;

/** With some lag, as the job has it, so that what ends meanwhile is not passed over. */
const rollLate = () => createRoll({ rollPool, metrics: createMetrics({ service: 'core-service' }) }, 1_000)();

async function countHours(): Promise<number> {
  const { rows } = await owner.query<{ count: string }>('SELECT count(*) FROM core."UsageHour"');
  return Number(rows[0]?.count);
}

/** A run whose answer two models wrote; its parts cost so much. */
async function seedPartedRun({ identity }: SeededAccount, holdMicros: bigint, costs: [bigint, bigint]): Promise<void> {
  const runId = newId('run');
  const price = { inputMicros: 1, cacheReadMicros: 1, cacheWrite5mMicros: 1, cacheWrite1hMicros: 1, outputMicros: 1 };
  const model = (name: string) => ({ model: name, provider: 'sample', price });
  await ledger.admit({
    ...{ runId, accountId: identity.accountId, userId: identity.userId, holdMicros, price, queueDeadlineMs: 60_000 },
    ...{ model: 'first', provider: 'sample', candidates: [model('first'), model('second')] },
    ...{ dialect: 'hub', stream: false, requestHash: '' },
  });
  const claim = await ledger.claim({ runId, workerId: 'worker', leaseMs: 60_000 });
  if (claim.outcome !== 'claimed') throw new Error('the run was not claimed');
  const part = (name: string, inputTokens: number, outputTokens: number, costMicros: bigint) => ({
    ...{ model: name, provider: 'sample', costMicros },
    usage: { ...noUsage, inputTokens, outputTokens },
  });
  await ledger.settle({
    ...{ runId, fence: claim.fence, state: 'done', stopReason: 'end_turn', model: 'second', provider: 'sample' },
    costMicros: costs[0] + costs[1],
    usage: { ...noUsage, inputTokens: 30, outputTokens: 10 },
    parts: [part('first', 10, 4, costs[0]), part('second', 20, 6, costs[1])],
  });
}
