import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKey } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { API_KEYS_REVOKED_CHANNEL, hashApiKey, isWellFormedApiKey } from '@smart-ai-hub/service-kit';
import { Redis } from 'ioredis';
import request from 'supertest';
import { type SignedUp, signUp } from '../../fixtures/accounts.ts';
import {
  createStores,
  type RunningAuthService,
  startAuthService,
  type Stores,
} from '../../fixtures/start-auth-service.ts';

let stores: Stores;
let service: RunningAuthService;
let owner: SignedUp;

beforeAll(async () => {
  stores = await createStores();
  service = await startAuthService(stores);
  owner = await signUp(service.app);
});

afterAll(async () => {
  await service.close();
  await stores.close();
});

type Created = { key: ApiKey; secret: string };

const as = (person: SignedUp) => ({ authorization: `Bearer ${person.token}` });
const create = (person: SignedUp, body: object = { name: 'laptop' }) =>
  request(service.app).post('/api/keys').set(as(person)).send(body);
const list = async (person: SignedUp) =>
  ((await request(service.app).get('/api/keys').set(as(person))).body as { keys: ApiKey[] }).keys;
const change = (person: SignedUp, id: string, body: object) =>
  request(service.app).patch(`/api/keys/${id}`).set(as(person)).send(body);
const revoke = (person: SignedUp, id: string) => request(service.app).delete(`/api/keys/${id}`).set(as(person));

describe('API keys', () => {
  it('201: a new key is well formed, its secret is shown once and is in no list, log or table', async () => {
    const response = await create(owner);
    const { key, secret } = response.body as Created;
    expect(response.status).toBe(201);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(isWellFormedApiKey(secret)).toBe(true);
    expect(key).toEqual({
      id: expect.stringMatching(/^key_/),
      name: 'laptop',
      prefix: secret.slice(0, 13),
      createdAt: expect.any(String),
      lastUsedAt: null,
      requestsPerMinute: null,
      tokensPerMinute: null,
      fallbackModels: [],
      budgets: [],
    });
    expect(await list(owner)).toContainEqual(key);
    const pool = createPool({ url: stores.databaseUrl });
    const { rows } = await pool.query<{ hash: string }>(`SELECT * FROM auth."ApiKey" WHERE id = $1`, [key.id]);
    await pool.end();
    expect(rows[0]?.hash).toBe(hashApiKey(secret));
    expect(JSON.stringify([await list(owner), rows, service.lines])).not.toContain(secret);
  });

  it('400: for a name that is missing, empty or too long', async () => {
    for (const body of [{}, { name: ' ' }, { name: 'x'.repeat(61) }]) {
      expect((await create(owner, body)).body).toMatchObject({ status: 400, error: expect.stringContaining('name: ') });
    }
  });

  it('401: without a token, before anything else is looked at', async () => {
    const calls = [
      request(service.app).get('/api/keys'),
      request(service.app).post('/api/keys').send({ name: 'x' }),
      request(service.app).delete('/api/keys/key_1'),
    ];
    for (const call of calls) expect((await call).status).toBe(401);
  });

  it('204: a revoked key leaves the list, and every verifier is told its hash', async () => {
    const { key, secret } = (await create(owner)).body as Created;
    const subscriber = new Redis(stores.redisUrl);
    await subscriber.subscribe(API_KEYS_REVOKED_CHANNEL);
    const told = once(subscriber, 'message');
    expect((await revoke(owner, key.id)).status).toBe(204);
    expect(await told).toEqual([API_KEYS_REVOKED_CHANNEL, hashApiKey(secret)]);
    expect((await list(owner)).map(({ id }) => id)).not.toContain(key.id);
    expect((await revoke(owner, key.id)).status).toBe(204);
    subscriber.disconnect();
  });

  it('404: for an unknown key and for a key of somebody else, which stays', async () => {
    const { key } = (await create(owner)).body as Created;
    const stranger = await signUp(service.app);
    expect((await revoke(owner, 'key_unknown')).body).toMatchObject({ status: 404, error: expect.any(String) });
    expect((await revoke(stranger, key.id)).status).toBe(404);
    expect((await list(stranger)).length).toBe(0);
    expect((await list(owner)).map(({ id }) => id)).toContain(key.id);
  });

  it('carries limits and budgets from its beginning, and they can be changed and taken away', async () => {
    const limits = { requestsPerMinute: 60, tokensPerMinute: 100_000, budgets: { day: 2.5, month: 50 } };
    const { key, secret } = (await create(owner, { name: 'bounded', ...limits })).body as Created;
    expect(key).toMatchObject({
      requestsPerMinute: 60,
      tokensPerMinute: 100_000,
      budgets: [
        { period: 'day', limit: 2.5, spent: 0, held: 0, resetsAt: expect.stringMatching(/T00:00:00.000Z$/) },
        { period: 'month', limit: 50 },
      ],
    });
    const subscriber = new Redis(stores.redisUrl);
    await subscriber.subscribe(API_KEYS_REVOKED_CHANNEL);
    const told = once(subscriber, 'message');
    const changed = await change(owner, key.id, {
      name: 'free',
      tokensPerMinute: null,
      fallbackModels: ['gpt-mini-latest', 'claude-haiku-latest'],
      budgets: { day: null, total: 9 },
    });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      key: {
        name: 'free',
        requestsPerMinute: 60,
        tokensPerMinute: null,
        fallbackModels: ['gpt-mini-latest', 'claude-haiku-latest'],
        budgets: [
          { period: 'month', limit: 50 },
          { period: 'total', limit: 9, resetsAt: null },
        ],
      },
    });
    // Verifiers keep what they know of a key for a while: they are told to read it anew.
    expect(await told).toEqual([API_KEYS_REVOKED_CHANNEL, hashApiKey(secret)]);
    subscriber.disconnect();
    expect(await list(owner)).toContainEqual((changed.body as { key: ApiKey }).key);
    const without = await change(owner, key.id, { fallbackModels: [] });
    expect(without.body).toMatchObject({ key: { name: 'free', fallbackModels: [] } });
  });

  it.each([
    { requestsPerMinute: 0 },
    { tokensPerMinute: 1.5 },
    { budgets: { day: -1 } },
    { budgets: { week: 1 } },
    { budgets: { day: 0.00000001 } },
    { budgets: { day: '5' } },
  ])('400: for limits that are none: %j', async (limits) => {
    expect((await create(owner, { name: 'x', ...limits })).status).toBe(400);
  });

  it('404: changes of a key of somebody else, whose budgets stay as they are', async () => {
    const { key } = (await create(owner, { name: 'mine', budgets: { day: 1 } })).body as Created;
    const stranger = await signUp(service.app);
    expect((await change(stranger, key.id, { budgets: { day: 1_000 } })).status).toBe(404);
    expect((await list(owner)).find(({ id }) => id === key.id)?.budgets).toMatchObject([{ limit: 1 }]);
  });

  it('lists the newest first', async () => {
    const person = await signUp(service.app);
    for (const name of ['one', 'two', 'three']) await create(person, { name });
    expect((await list(person)).map(({ name }) => name)).toEqual(['three', 'two', 'one']);
  });
});
