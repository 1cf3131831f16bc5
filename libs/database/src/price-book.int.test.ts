import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@smart-ai-hub/testing';
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { createPool } from './create-pool.ts';

const REFUSED = { code: '42501' };
const BROKEN_CHECK = { code: '23514' };
const price = { inputMicros: 3, cacheReadMicros: 1, cacheWrite5mMicros: 4, cacheWrite1hMicros: 6, outputMicros: 15 };
const free = { inputMicros: 0, cacheReadMicros: 0, cacheWrite5mMicros: 0, cacheWrite1hMicros: 0, outputMicros: 0 };

describe('the price book', () => {
  let database: TestDatabase;
  let owner: Pool;
  let worker: Pool;
  let core: Pool;
  let gateway: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = createPool({ url: database.url, max: 1 });
    worker = createPool({ url: database.url, role: 'hub_worker', max: 1 });
    core = createPool({ url: database.url, role: 'hub_core', max: 1 });
    gateway = createPool({ url: database.url, role: 'hub_gateway', max: 1 });
  });
  afterAll(async () => {
    await Promise.all([owner, worker, core, gateway].map(async (pool) => pool.end()));
    await database.drop();
  });

  type Row = Record<string, unknown>;
  async function write(pool: Pool, row: Row): Promise<string> {
    const columns = { id: `prc_${randomUUID()}`, modelId: 'm', price: JSON.stringify(price), ...row };
    const names = Object.keys(columns).map((name) => `"${name}"`);
    const places = names.map((_, at) => `$${at + 1}`);
    await pool.query(
      `INSERT INTO core."PriceBookEntry" (${names.join()}) VALUES (${places.join()})`,
      Object.values(columns),
    );
    return String(columns.id);
  }
  const listed = (row: Row = {}) => write(worker, { source: 'catalog', listedOn: '2026-11-25', ...row });
  const set = (row: Row = {}) => write(core, { source: 'admin', createdBy: 'usr_1', ...row });
  const end = (pool: Pool, id: string, endedBy: string | null, when = 'now()') =>
    pool.query(`UPDATE core."PriceBookEntry" SET "endedAt" = ${when}, "endedBy" = $2 WHERE id = $1`, [id, endedBy]);
  const minutes = (number: number) => new Date(Date.now() + number * 60_000);

  it('takes list prices from workers and other prices from core-service, and never the other way round', async () => {
    await listed();
    await set({ note: 'Spring sale', effectiveFrom: minutes(1), effectiveUntil: minutes(2) });
    await expect(write(worker, { source: 'admin', createdBy: 'usr_1' })).rejects.toMatchObject(REFUSED);
    await expect(write(core, { source: 'catalog', listedOn: '2026-11-25' })).rejects.toMatchObject(REFUSED);
    await expect(write(gateway, { source: 'catalog', listedOn: '2026-11-25' })).rejects.toMatchObject(REFUSED);
  });

  it('is read by the gateway, the workers and core-service', async () => {
    const id = await set();
    for (const pool of [gateway, worker, core]) {
      const { rows } = await pool.query('SELECT "createdBy" FROM core."PriceBookEntry" WHERE id = $1', [id]);
      expect(rows).toEqual([{ createdBy: 'usr_1' }]);
    }
  });

  it('lets a price be ended once, by whose it is, now or later but not in the past', async () => {
    const [adminPrice, listPrice] = [await set(), await listed()];
    expect((await end(worker, adminPrice, null)).rowCount).toBe(0);
    expect((await end(core, listPrice, 'usr_1')).rowCount).toBe(0);
    await expect(end(core, adminPrice, 'usr_1', "now() - interval '1 minute'")).rejects.toMatchObject(REFUSED);
    expect((await end(core, adminPrice, 'usr_2')).rowCount).toBe(1);
    expect((await end(worker, listPrice, null)).rowCount).toBe(1);
    await expect(end(core, adminPrice, 'usr_2')).rejects.toMatchObject(REFUSED);
  });

  it('refuses every other change and every deletion, the owner’s too', async () => {
    const id = await set();
    await expect(core.query(`UPDATE core."PriceBookEntry" SET price = '{}'`)).rejects.toMatchObject(REFUSED);
    const changes = [`UPDATE core."PriceBookEntry" SET note = 'x'`, `DELETE FROM core."PriceBookEntry"`];
    for (const change of changes) {
      await expect(owner.query(`${change} WHERE id = $1`, [id])).rejects.toMatchObject(REFUSED);
    }
    await expect(owner.query('TRUNCATE core."PriceBookEntry"')).rejects.toMatchObject(REFUSED);
    const rewrite = `UPDATE core."PriceBookEntry" SET "endedAt" = now(), "endedBy" = 'usr_1', price = '${JSON.stringify(free)}'`;
    await expect(owner.query(`${rewrite} WHERE id = $1`, [id])).rejects.toMatchObject(REFUSED);
  });

  it.each([
    ['of zero', { price: JSON.stringify(free) }],
    ['of zero in one class', { price: JSON.stringify({ ...price, cacheReadMicros: 0 }) }],
    ['without a class', { price: JSON.stringify({ inputMicros: 1 }) }],
    ['that is free and yet costs something', { price: JSON.stringify({ ...price, free: true }) }],
    ['that begins in the past', { effectiveFrom: new Date(0) }],
    ['that ends before it begins', { effectiveFrom: minutes(2), effectiveUntil: minutes(1) }],
    ['that nobody set', { createdBy: null }],
    ['that is on a list as well', { listedOn: '2026-11-25' }],
  ])('refuses a price %s', async (_, row) => {
    await expect(set(row)).rejects.toMatchObject(BROKEN_CHECK);
  });

  it('takes a price of zero that is marked free, and a price without output', async () => {
    await set({ price: JSON.stringify({ ...free, free: true }) });
    await set({ price: JSON.stringify({ ...price, outputMicros: 0 }) });
  });
});
