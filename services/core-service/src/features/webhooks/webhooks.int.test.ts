import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Identity, newId, type Webhook } from '@smart-ai-hub/contracts';
import { createPool } from '@smart-ai-hub/database';
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '@smart-ai-hub/testing';
import type { Pool } from 'pg';
import request from 'supertest';
import { type Core, createCore } from '../../fixtures/create-core.ts';
import { type KeyServer, startKeyServer } from '../../fixtures/key-server.ts';
import { seedAccount } from '../../fixtures/seed-account.ts';

let database: TestDatabase;
let redis: TestRedis;
let keyServer: KeyServer;
let core: Core;
let lenient: Core;
let pool: Pool;

beforeAll(async () => {
  [database, redis, keyServer] = await Promise.all([createTestDatabase(), createTestRedis(), startKeyServer()]);
  const stores = { databaseUrl: database.url, redisUrl: redis.url, authServiceUrl: keyServer.url };
  core = createCore(stores, { NODE_ENV: 'production' });
  lenient = createCore(stores, { WEBHOOK_ALLOW_PRIVATE_ADDRESSES: 'true' });
  pool = createPool({ url: database.url, max: 2 });
});

afterAll(async () => {
  await Promise.all([core.close(), lenient.close(), pool.end(), keyServer.close()]);
  await Promise.all([database.drop(), redis.drop()]);
});

type Made = { webhook: Webhook; secret: string };
const newPerson = (): Identity => ({ userId: newId('usr'), accountId: newId('acc'), role: 'user' });

function as(identity: Identity, { app } = core) {
  const send = (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object) => {
    const call = request(app)[method](`/api/webhooks${path}`).auth(keyServer.issueToken(identity), { type: 'bearer' });
    return body === undefined ? call : call.send(body);
  };
  return {
    send,
    async create(body: object = {}): Promise<Made> {
      const all = { url: 'https://example.com/hooks', events: ['run.completed'], ...body };
      return (await send('post', '', all).expect(201)).body as Made;
    },
    list: async () => ((await send('get', '').expect(200)).body as { webhooks: Webhook[] }).webhooks,
    log: async (id: string) => (await send('get', `/${id}/deliveries`).expect(200)).body as { deliveries: object[] },
  };
}

async function secretsOf(webhookId: string): Promise<{ secret: string; hoursLeft: number | null }[]> {
  const { rows } = await pool.query<{ secret: string; hoursLeft: number | null }>(
    `SELECT secret, round(extract(epoch FROM "expiresAt" - now()) / 3600)::int AS "hoursLeft"
     FROM core."WebhookSecret" WHERE "webhookId" = $1 ORDER BY "createdAt", id`,
    [webhookId],
  );
  return rows;
}

describe('POST /api/webhooks', () => {
  it('answers 201 with the secret, in the form of standard-webhooks, which nothing shows again', async () => {
    const person = as(newPerson());
    const { webhook, secret } = await person.create({
      description: 'Production',
      events: ['run.failed', 'run.failed'],
    });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toMatchObject({
      ...{ url: 'https://example.com/hooks', events: ['run.failed'], description: 'Production' },
      ...{ enabled: true, disabledReason: null, failingSince: null },
    });
    expect(await person.list()).toEqual([webhook]);
    expect(JSON.stringify(await person.list())).not.toContain(secret);
  });

  it.each([
    ['http in production', 'http://example.com/'],
    ['a private address', 'https://10.0.0.8/'],
    ['the own machine, spelled otherwise', 'https://0x7f.1/'],
    ['the metadata service', 'https://[::ffff:169.254.169.254]/'],
    ['another protocol', 'ftp://example.com/'],
    ['a password', 'https://me:secret@example.com/'],
    ['no address', 'example.com'],
  ])('answers 400 naming url for %s', async (_, url) => {
    const { body } = await as(newPerson())
      .send('post', '', { url, events: ['run.completed'] })
      .expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'url' }] });
  });

  it('takes addresses of private networks where the operator allows them', async () => {
    const { webhook } = await as(newPerson(), lenient).create({ url: 'http://127.0.0.1:9000/hook' });
    expect(webhook.url).toBe('http://127.0.0.1:9000/hook');
  });

  it('answers 400 for events that there are not, and for none', async () => {
    const person = as(newPerson());
    for (const events of [[], ['run.begun']]) {
      await person.send('post', '', { url: 'https://example.com/', events }).expect(400);
    }
  });

  it('answers 409 beyond 20 webhooks', async () => {
    const person = as(newPerson());
    for (let made = 0; made < 20; made += 1) await person.create();
    const { body } = await person.send('post', '', { url: 'https://example.com/', events: ['run.failed'] }).expect(409);
    expect(body).toMatchObject({ code: 'webhook_limit_reached' });
  });

  it('answers 401 to nobody, and to an API key: a key that leaks must not send the account’s news elsewhere', async () => {
    const { apiKey } = await seedAccount(pool);
    await request(core.app).get('/api/webhooks').expect(401);
    await request(core.app).get('/api/webhooks').set('x-api-key', apiKey).expect(401);
    await request(core.app).get('/api/webhooks').auth(apiKey, { type: 'bearer' }).expect(401);
  });
});

describe('a webhook', () => {
  it('does not exist for another account, in any of its routes', async () => {
    const { webhook } = await as(newPerson()).create();
    const stranger = as(newPerson());
    const { id } = webhook;
    await stranger.send('patch', `/${id}`, { enabled: false }).expect(404);
    await stranger.send('delete', `/${id}`).expect(404);
    await stranger.send('post', `/${id}/rotate-secret`).expect(404);
    await stranger.send('post', `/${id}/test`).expect(404);
    await stranger.send('get', `/${id}/deliveries`).expect(404);
    await stranger.send('post', `/${id}/deliveries/msg_1/redeliver`).expect(404);
    expect(await stranger.list()).toEqual([]);
    expect(await secretsOf(id)).toHaveLength(1);
  });

  it('is changed in what is named, and forgets its failures when it is enabled', async () => {
    const person = as(newPerson());
    const { webhook } = await person.create();
    const disable = `UPDATE core."Webhook" SET enabled = false, "disabledReason" = 'gone', "failingSince" = now() WHERE id = $1`;
    await pool.query(disable, [webhook.id]);
    expect(await person.list()).toMatchObject([{ enabled: false, disabledReason: 'gone' }]);
    const { body } = await person.send('patch', `/${webhook.id}`, { enabled: true }).expect(200);
    expect(body).toEqual({ webhook });
    const change = { events: ['batch.completed'], url: 'https://example.org/', description: '' };
    const changed = await person.send('patch', `/${webhook.id}`, change).expect(200);
    expect(changed.body).toMatchObject({ webhook: { ...change, enabled: true } });
    await person.send('patch', `/${webhook.id}`, { url: 'https://127.0.0.1/' }).expect(400);
  });

  it('keeps its old secret for 24 hours when it gets a new one', async () => {
    const person = as(newPerson());
    const { webhook, secret } = await person.create();
    const { body } = await person.send('post', `/${webhook.id}/rotate-secret`).expect(200);
    const rotated = body as Made;
    expect(rotated.secret).not.toBe(secret);
    expect(await secretsOf(webhook.id)).toEqual([
      { secret, hoursLeft: 24 },
      { secret: rotated.secret, hoursLeft: null },
    ]);
  });

  it('is deleted with its secrets and its log', async () => {
    const person = as(newPerson());
    const { webhook } = await person.create();
    await person.send('post', `/${webhook.id}/test`).expect(202);
    await person.send('delete', `/${webhook.id}`).expect(204);
    expect(await person.list()).toEqual([]);
    expect(await secretsOf(webhook.id)).toEqual([]);
    await person.send('delete', `/${webhook.id}`).expect(404);
  });
});

describe('the log of a webhook', () => {
  it('shows a test at once as pending, then its attempts, and owes it again under its old id', async () => {
    const person = as(newPerson());
    const { webhook } = await person.create();
    const { body } = await person.send('post', `/${webhook.id}/test`).expect(202);
    const { id } = (body as { delivery: { id: string } }).delivery;
    expect(body).toMatchObject({
      delivery: { event: 'webhook.test', subjectId: webhook.id, state: 'pending', attempts: [] },
    });
    const fail = `UPDATE core."WebhookDelivery" SET state = 'failed', "nextAttemptAt" = NULL, attempts = 8, tries = 8 WHERE id = $1`;
    await pool.query(fail, [id]);
    await pool.query(
      `INSERT INTO core."WebhookAttempt" ("deliveryId", number, "startedAt", "durationMs", status, response)
       VALUES ($1, 1, now(), 12, 500, 'oh no')`,
      [id],
    );
    expect(await person.log(webhook.id)).toMatchObject({
      ...{ total: 1, page: 1, totalPages: 1 },
      deliveries: [
        {
          id,
          state: 'failed',
          nextAttemptAt: null,
          attempts: [{ number: 1, status: 500, error: null, response: 'oh no' }],
        },
      ],
    });
    const again = await person.send('post', `/${webhook.id}/deliveries/${id}/redeliver`).expect(202);
    expect(again.body).toMatchObject({ delivery: { id, state: 'pending', attempts: [{ number: 1 }] } });
    await person.send('post', `/${webhook.id}/deliveries/msg_none/redeliver`).expect(404);
  });

  it('answers 409 to tests and redeliveries of a disabled webhook', async () => {
    const person = as(newPerson());
    const { webhook } = await person.create();
    await person.send('patch', `/${webhook.id}`, { enabled: false }).expect(200);
    const test = await person.send('post', `/${webhook.id}/test`).expect(409);
    expect(test.body).toMatchObject({ code: 'webhook_disabled' });
    await person.send('post', `/${webhook.id}/deliveries/msg_1/redeliver`).expect(409);
  });
});

describe('PUT /api/credits/budgets', () => {
  it('answers 401 to an API key: a key must not raise the budget that bounds it', async () => {
    const { apiKey } = await seedAccount(pool);
    await request(core.app).put('/api/credits/budgets').set('x-api-key', apiKey).send({ day: 5 }).expect(401);
  });
});
