import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiGroups, declaredRoutes } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { API_KEYS_REVOKED_CHANNEL, generateApiKey, hashApiKey } from '@smart-ai-hub/service-kit';
import {
  createTestDatabase,
  createTestRedis,
  eventually,
  mountedRoutes,
  PROBE_ROUTES,
  type TestDatabase,
  type TestRedis,
} from '@smart-ai-hub/testing';
import { Redis } from 'ioredis';
import type { Pool } from 'pg';
import request from 'supertest';
import { type Core, createCore } from './fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from './fixtures/key-server.ts';
import { seedAccount } from './fixtures/seed-account.ts';

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let core: Core;
let pool: Pool;

beforeAll(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  core = createCore({ databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url });
  pool = createPool({ url: database.url, max: 2 });
});

afterAll(async () => {
  await Promise.all([core.close(), pool.end(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

it('mounts every route that is declared as its own, and no other', () => {
  expect(mountedRoutes(core.app)).toEqual([...declaredRoutes(apiGroups, 'core-service'), ...PROBE_ROUTES].sort());
});

const paths = ['/api/credits/balance', '/api/credits/transactions', '/api/models', '/api/runs'];

describe.each(paths)('GET %s', (path) => {
  const get = () => request(core.app).get(path);

  it('answers 401 without a credential, with a wrong key, and with an expired or forged token', async () => {
    const { identity } = await seedAccount(pool);
    const stranger = await startKeyServer();
    await get().expect(401);
    await get().set('x-api-key', generateApiKey()).expect(401);
    await get().set('x-api-key', 'sk-of-another-provider').expect(401);
    await get().auth(keyServer.issueToken(identity, -60), { type: 'bearer' }).expect(401);
    await get().auth(stranger.issueToken(identity), { type: 'bearer' }).expect(401);
    await stranger.close();
  });

  it('answers 401 for a revoked and for an expired key', async () => {
    for (const end of ['"revokedAt" = now()', '"expiresAt" = now()']) {
      const { apiKey } = await seedAccount(pool);
      await pool.query(`UPDATE auth."ApiKey" SET ${end} WHERE hash = $1`, [hashApiKey(apiKey)]);
      const { body } = await get().set('x-api-key', apiKey).expect(401);
      expect(body).toMatchObject({ code: 'invalid_api_key' });
    }
  });

  it('answers 503 with Retry-After, and never 401, while PostgreSQL or the token keys are away', async () => {
    const lost = createCore({
      databaseUrl: 'postgres://nobody@127.0.0.1:1/hub',
      redisUrl: redis.url,
      authServiceUrl: 'http://127.0.0.1:1',
    });
    const { identity, apiKey } = await seedAccount(pool);
    const token = keyServer.issueToken(identity);
    for (const credential of [apiKey, token]) {
      const answer = await request(lost.app).get(path).auth(credential, { type: 'bearer' });
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBeDefined();
    }
    await lost.close();
  });
});

describe('API keys', () => {
  it('stop working as soon as their revocation is published', async () => {
    const { apiKey } = await seedAccount(pool);
    const get = () => request(core.app).get('/api/models').set('x-api-key', apiKey);
    await get().expect(200);
    await pool.query('UPDATE auth."ApiKey" SET "revokedAt" = now() WHERE hash = $1', [hashApiKey(apiKey)]);
    await get().expect(200); // Still in the cache: the database alone does not reach it.
    const publisher = new Redis(redis.url);
    await publisher.publish(API_KEYS_REVOKED_CHANNEL, hashApiKey(apiKey));
    publisher.disconnect();
    await eventually(async () => (await get()).status === 401);
  });

  it('note when they were last used, without the caller waiting for it', async () => {
    const { apiKey } = await seedAccount(pool);
    await request(core.app).get('/api/models').set('x-api-key', apiKey).expect(200);
    await eventually(async () => {
      const { rows } = await pool.query('SELECT 1 FROM auth."ApiKey" WHERE hash = $1 AND "lastUsedAt" IS NOT NULL', [
        hashApiKey(apiKey),
      ]);
      return rows.length === 1;
    });
  });
});

describe('probes', () => {
  it('are ready with PostgreSQL, not ready without, and alive either way', async () => {
    await request(core.app).get('/health/ready').expect(200);
    const lost = createCore({
      databaseUrl: 'postgres://nobody@127.0.0.1:1/hub',
      redisUrl: redis.url,
      authServiceUrl: keyServer.url,
    });
    await request(lost.app).get('/health/ready').expect(503);
    await request(lost.app).get('/health/live').expect(200);
    await lost.close();
  });
});
