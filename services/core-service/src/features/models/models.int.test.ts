import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelSchema, newId } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import { z } from 'zod';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { seedAccount } from '../../fixtures/seed-account.ts';

let database: TestDatabase;
let redis: TestRedis;
let core: Core;
let pool: Pool;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: 'http://127.0.0.1:1' });
  pool = createPool({ url: database.url, max: 2 });
});

afterAll(async () => {
  await Promise.all([core.close(), pool.end()]);
  await Promise.all([database.drop(), redis.drop()]);
});

const listSchema = z.object({ models: z.array(modelSchema) });
const price = {
  inputMicros: 30_000_000,
  cacheReadMicros: 3_000_000,
  cacheWrite5mMicros: 37_500_000,
  cacheWrite1hMicros: 60_000_000,
  outputMicros: 1_500_001,
};

const rates = {
  input: 30,
  cacheRead: 3,
  cacheWrite5m: 37.5,
  cacheWrite1h: 60,
  output: 1.500001,
  reasoning: 1.500001,
  image: 30,
};

async function publishModel(id: string, storedPrice: object): Promise<void> {
  await pool.query(
    `INSERT INTO core."Model" (id, provider, "displayName", simulated, "contextTokens", "maxOutputTokens",
       "typicalOutputTokens", price, capabilities, "updatedAt")
     VALUES ($1, 'sample', 'Sample', true, 200000, 64000, 800, $2, $3, now())`,
    [id, JSON.stringify(storedPrice), JSON.stringify({ tools: true, images: false, reasoning: false })],
  );
}

describe('GET /api/models', () => {
  it('answers 200 with prices in credits per million tokens', async () => {
    await publishModel('sample-model', price);
    const { apiKey } = await seedAccount(pool);
    const { body } = await request(core.app).get('/api/models').set('x-api-key', apiKey).expect(200);
    expect(body).toEqual({
      models: [
        {
          id: 'sample-model',
          provider: 'sample',
          displayName: 'Sample',
          simulated: true,
          contextTokens: 200_000,
          maxOutputTokens: 64_000,
          typicalOutputTokens: 800,
          dialects: [],
          capabilities: { tools: true, images: false, reasoning: false },
          kind: 'chat',
          price: { free: false, ...rates, tiers: [], webSearch: null },
          nextPrice: null,
        },
      ],
    });
  });

  it('leaves out a model that a newer worker describes in another way, and still lists the rest', async () => {
    await publishModel('model-of-tomorrow', { perSecond: 1 });
    const { apiKey } = await seedAccount(pool);
    const { body } = await request(core.app).get('/api/models').set('x-api-key', apiKey).expect(200);
    expect(body).toMatchObject({ models: [{ id: 'sample-model' }] });
  });

  it('shows what the price book says: a list price, an administrator’s over it, and what comes next', async () => {
    await publishModel('priced-model', price);
    const set = (source: 'catalog' | 'admin', inputMicros: number, from: string) =>
      pool.query(
        `INSERT INTO core."PriceBookEntry" (id, "modelId", "effectiveFrom", price, source, "listedOn", "createdBy")
         VALUES ($1, 'priced-model', now() + $2::interval, $3, $4, $5, $6)`,
        [
          newId('prc'),
          from,
          JSON.stringify({ ...price, inputMicros }),
          source,
          ...(source === 'catalog' ? ['2026-11-25', null] : [null, 'usr_1']),
        ],
      );
    const { apiKey } = await seedAccount(pool);
    const shown = async () => {
      const { body } = await request(core.app).get('/api/models').set('x-api-key', apiKey).expect(200);
      const { models } = listSchema.parse(body);
      return models.find(({ id }) => id === 'priced-model');
    };
    await set('catalog', 40_000_000, '0');
    expect(await shown()).toMatchObject({ price: { input: 40 }, nextPrice: null });
    await set('admin', 50_000_000, '0');
    await set('admin', 60_000_000, '1 hour');
    const model = await shown();
    expect(model).toMatchObject({ price: { input: 50 }, nextPrice: { input: 60 } });
    expect(Date.parse(model?.nextPrice?.from ?? '')).toBeGreaterThan(Date.now());
  });
});
