import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@smart-ai-hub/database';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
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

const price = {
  inputMicros: 30_000_000,
  cacheReadMicros: 3_000_000,
  cacheWrite5mMicros: 37_500_000,
  cacheWrite1hMicros: 60_000_000,
  outputMicros: 1_500_001,
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
          price: { input: 30, cacheRead: 3, output: 1.500001 },
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
});
