import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Identity, newId, type PriceEntry, priceEntrySchema, type RoleName } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import { z } from 'zod';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from '../../fixtures/key-server.ts';
import { seedAccount } from '../../fixtures/seed-account.ts';

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let core: Core;
let pool: Pool;
/** A model of its own for each test: the price book never forgets. */
let model: string;

beforeAll(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url });
  pool = createPool({ url: database.url, max: 2 });
});

afterAll(async () => {
  await Promise.all([core.close(), pool.end(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const admin: Identity = { userId: 'usr_admin', accountId: 'acc_admin', role: 'admin' };
const otherAdmin: Identity = { userId: 'usr_other', accountId: 'acc_other', role: 'admin' };
const listMicros = { inputMicros: 30e6, cacheReadMicros: 3e6, cacheWrite5mMicros: 3e6, cacheWrite1hMicros: 3e6 };
const listPrice = { ...listMicros, outputMicros: 150e6 };

async function publishModel(id: string, kind = 'chat'): Promise<string> {
  await pool.query(
    `INSERT INTO core."Model" (id, provider, "displayName", kind, "contextTokens", "maxOutputTokens",
       "typicalOutputTokens", price, capabilities, "updatedAt")
     VALUES ($1, 'sample', 'Sample', $2, 200000, 64000, 800, $3, $4, now())`,
    [id, kind, JSON.stringify(listPrice), JSON.stringify({ tools: true, images: false, reasoning: false })],
  );
  return id;
}

beforeEach(async () => {
  model = await publishModel(newId('run'));
});

async function listFromCatalog(id: string): Promise<string> {
  const entryId = newId('prc');
  await pool.query(
    `INSERT INTO core."PriceBookEntry" (id, "modelId", price, source, "listedOn") VALUES ($1, $2, $3, 'catalog', '2026-11-25')`,
    [entryId, id, JSON.stringify(listPrice)],
  );
  return entryId;
}

const tokenOf = (identity: Identity) => keyServer.issueToken(identity);
const get = (query: string, identity = admin) =>
  request(core.app).get(`/api/admin/prices${query}`).auth(tokenOf(identity), { type: 'bearer' });
const post = (body: object, identity = admin) =>
  request(core.app).post('/api/admin/prices').auth(tokenOf(identity), { type: 'bearer' }).send(body);
const remove = (id: string, identity = admin) =>
  request(core.app).delete(`/api/admin/prices/${id}`).auth(tokenOf(identity), { type: 'bearer' });

const prices = { input: 1, output: 2 };
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const answerSchema = z.object({ price: priceEntrySchema });

async function set(body: object, identity = admin): Promise<PriceEntry> {
  const response = await post({ model, prices, note: 'because', ...body }, identity).expect(201);
  return answerSchema.parse(response.body).price;
}
async function statesOf(id: string): Promise<[string, string][]> {
  const { body } = await get(`?model=${id}`).expect(200);
  const list = z.object({ prices: z.array(priceEntrySchema) }).parse(body);
  return list.prices.map((entry) => [entry.id, entry.state]);
}
/** What `GET /api/models` sells the model for. */
async function soldFor(id: string): Promise<unknown> {
  const { body } = await request(core.app).get('/api/models').auth(tokenOf(admin), { type: 'bearer' }).expect(200);
  return (body as { models: { id: string; price: object; nextPrice: object | null }[] }).models.find(
    (listed) => listed.id === id,
  );
}

describe.each([
  ['GET /api/admin/prices', () => request(core.app).get('/api/admin/prices')],
  ['POST /api/admin/prices', () => request(core.app).post('/api/admin/prices').send({ model, prices, note: 'x' })],
  ['DELETE /api/admin/prices/{id}', () => request(core.app).delete('/api/admin/prices/prc_1')],
])('%s', (_, send) => {
  it('answers 401 without a credential, and with an expired one', async () => {
    await send().expect(401);
    await send().auth(keyServer.issueToken(admin, -60), { type: 'bearer' }).expect(401);
  });

  it.each<RoleName>(['user', 'support'])('answers 403 to the role %s, and changes nothing', async (role) => {
    const response = await send()
      .auth(tokenOf({ ...admin, role }), { type: 'bearer' })
      .expect(403);
    expect(response.body).toMatchObject({ code: 'forbidden' });
    expect(await statesOf(model)).toEqual([]);
  });

  it('answers 403 to an API key, even an administrator’s', async () => {
    const { apiKey, identity } = await seedAccount(pool);
    await pool.query(`UPDATE auth."User" SET "roleName" = 'admin' WHERE id = $1`, [identity.userId]);
    await send().set('x-api-key', apiKey).expect(403);
  });
});

describe('POST /api/admin/prices', () => {
  it('answers 201 with a price that holds at once, goes before the list price, and names who set it and why', async () => {
    await listFromCatalog(model);
    const price = await set({ prices: { input: 2.5, output: 10, cacheRead: 0.0000001 } }, otherAdmin);
    expect(price).toMatchObject({
      ...{ model, source: 'admin', state: 'current', note: 'because', createdBy: 'usr_other', free: false },
      ...{ effectiveUntil: null, endedAt: null, endedBy: null, listedOn: null },
      prices: { input: 2.5, output: 10, cacheRead: 0.0000001, cacheWrite5m: 2.5, cacheWrite1h: 2.5, tiers: [] },
    });
    expect(await soldFor(model)).toMatchObject({ price: { input: 25, output: 100 }, nextPrice: null });
  });

  it('answers 201 with a price that is to come and ends by itself, announced to callers and not yet charged', async () => {
    const [effectiveFrom, effectiveUntil] = [inMinutes(60), inMinutes(120)];
    const price = await set({ effectiveFrom, effectiveUntil, prices: { ...prices, reasoning: 3, image: 4 } });
    expect(price).toMatchObject({ state: 'upcoming', effectiveFrom, effectiveUntil });
    expect(await soldFor(model)).toMatchObject({
      price: { input: 30 },
      nextPrice: { from: effectiveFrom, input: 10, reasoning: 30, image: 40 },
    });
  });

  it('takes prices of long prompts and of searches of the web', async () => {
    const tiers = [{ aboveInputTokens: 200_000, input: 3, output: 6 }];
    const price = await set({ prices: { ...prices, tiers, webSearches: 12.5 } });
    expect(price).toMatchObject({ prices: { tiers, webSearches: 12.5 } });
    expect(await soldFor(model)).toMatchObject({ price: { tiers: [{ input: 30, output: 60 }], webSearch: 0.125 } });
  });

  it('makes a model free where that is said', async () => {
    expect(await set({ prices: undefined, free: true })).toMatchObject({ free: true, prices: { input: 0 } });
    expect(await soldFor(model)).toMatchObject({ price: { free: true, input: 0, output: 0 } });
  });

  it('takes a price without output for a model of embeddings, and no other', async () => {
    const embedding = await publishModel(newId('run'), 'embedding');
    expect(await set({ model: embedding, prices: { input: 0.02 } })).toMatchObject({
      prices: { input: 0.02, output: 0 },
    });
    const { body } = await post({ model: embedding, prices, note: 'x' }).expect(400);
    expect(body).toMatchObject({ errors: [{ path: 'prices.output' }] });
  });

  it.each([
    ['prices.input', { prices: { input: 0, output: 1 } }],
    ['prices.output', { prices: { input: 1, output: -1 } }],
    ['prices.output', { prices: { input: 1 } }],
    ['prices.cacheRead', { prices: { ...prices, cacheRead: 0 } }],
    ['prices.input', { prices: { input: 0.00000001, output: 1 } }],
    ['prices.input', { prices: { input: '1', output: 1 } }],
    ['prices.tiers[0].output', { prices: { ...prices, tiers: [{ aboveInputTokens: 9, input: 1 }] } }],
    ['prices.tiers', { prices: { ...prices, tiers: [1, 1].map(() => ({ aboveInputTokens: 9, ...prices })) } }],
    ['prices', { prices: undefined }],
    ['prices', { free: true }],
    ['effectiveFrom', { effectiveFrom: '2020-01-01T00:00:00Z' }],
    ['effectiveFrom', { effectiveFrom: 'tomorrow' }],
    ['effectiveUntil', { effectiveFrom: inMinutes(2), effectiveUntil: inMinutes(1) }],
    ['effectiveUntil', { effectiveUntil: '2020-01-01T00:00:00Z' }],
    ['note', { note: ' ' }],
    ['note', { note: undefined }],
  ])('answers 400 that names %s, and writes nothing', async (path, body) => {
    const response = await post({ model, prices, note: 'because', ...body }).expect(400);
    expect(response.body).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
    expect(await statesOf(model)).toEqual([]);
  });

  it('answers 404 for a model that nobody sells', async () => {
    const { body } = await post({ model: 'gpt-of-tomorrow', prices, note: 'x' }).expect(404);
    expect(body).toMatchObject({ code: 'model_not_found', errors: [{ path: 'model' }] });
  });
});

describe('GET /api/admin/prices', () => {
  it('answers 200 with what is current, upcoming, overridden, past and withdrawn, the latest first', async () => {
    const listed = await listFromCatalog(model);
    const past = await set({});
    await remove(past.id).expect(200);
    const current = await set({});
    const upcoming = await set({ effectiveFrom: inMinutes(60) });
    const withdrawn = await set({ effectiveFrom: inMinutes(90) });
    await remove(withdrawn.id).expect(200);
    expect(await statesOf(model)).toEqual([
      [withdrawn.id, 'withdrawn'],
      [upcoming.id, 'upcoming'],
      [current.id, 'current'],
      [past.id, 'past'],
      [listed, 'overridden'],
    ]);
  });

  it('pages through the book of all models', async () => {
    const { body } = await get('?limit=2&page=1').expect(200);
    expect(body).toMatchObject({ prices: [{}, {}], page: 1 });
    expect((body as { total: number }).total).toBeGreaterThan(2);
    await get('?limit=1000').expect(400);
  });
});

describe('DELETE /api/admin/prices/{id}', () => {
  it('answers 200 and ends a price that holds, so that the list price holds again; who did it stays on record', async () => {
    await listFromCatalog(model);
    const price = await set({});
    const { body } = await remove(price.id, otherAdmin).expect(200);
    expect(answerSchema.parse(body).price).toMatchObject({
      state: 'past',
      endedBy: 'usr_other',
      createdBy: 'usr_admin',
    });
    expect(await soldFor(model)).toMatchObject({ price: { input: 30 } });
  });

  it('answers 200 and withdraws a price that is to come', async () => {
    const price = await set({ effectiveFrom: inMinutes(60) });
    const { body } = await remove(price.id).expect(200);
    expect(body).toMatchObject({ price: { state: 'withdrawn' } });
    expect(await soldFor(model)).toMatchObject({ nextPrice: null });
  });

  it('answers 409 for a price that is history, also when two do it at once, and for a list price', async () => {
    const price = await set({});
    const answers = await Promise.all([remove(price.id), remove(price.id), remove(price.id)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    const { body } = await remove(await listFromCatalog(model)).expect(409);
    expect(body).toMatchObject({ code: 'price_not_endable' });
  });

  it('answers 404 for a price that never was', async () => {
    await remove('prc_none').expect(404);
  });
});
