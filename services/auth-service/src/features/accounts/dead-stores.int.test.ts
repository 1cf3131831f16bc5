import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newRegistration, type SignedUp, signUp } from '../../fixtures/accounts.ts';
import {
  createStores,
  type RunningAuthService,
  startAuthService,
  type Stores,
} from '../../fixtures/start-auth-service.ts';

let stores: Stores;
let healthy: RunningAuthService;
let person: SignedUp;
let silentServer: Server;
const silentSockets: Socket[] = [];

beforeAll(async () => {
  stores = await createStores();
  healthy = await startAuthService(stores);
  person = await signUp(healthy.app);
  silentServer = createServer((socket) => void silentSockets.push(socket)).listen(0, '127.0.0.1');
});

afterAll(async () => {
  await healthy.close();
  await stores.close();
  for (const socket of silentSockets) socket.destroy();
  silentServer.close();
});

const silentPort = () => (silentServer.address() as AddressInfo).port;

async function expectUnavailable(call: request.Test): Promise<void> {
  const startedAt = performance.now();
  const { status, headers, body } = await call;
  expect([status, (body as { code: string }).code]).toEqual([503, 'dependency_unavailable']);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(performance.now() - startedAt).toBeLessThan(2_500);
}

describe.each([
  ['refuses connections', () => 'postgres://hub@127.0.0.1:1/hub'],
  ['accepts them and stays silent', () => `postgres://hub@127.0.0.1:${silentPort()}/hub`],
])('a PostgreSQL that %s', (_name, databaseUrl) => {
  let service: RunningAuthService;

  beforeAll(async () => {
    const admin = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'password123' };
    service = await startAuthService({ ...stores, databaseUrl: databaseUrl() }, admin);
  });

  afterAll(() => service.close());

  it('is 503 with Retry-After within two seconds on every route, never 401', async () => {
    const { email, password, token, cookie } = person;
    const { app } = service;
    const authorization = `Bearer ${token}`;
    await Promise.all([
      expectUnavailable(request(app).post('/api/auth/register').send(newRegistration())),
      expectUnavailable(request(app).post('/api/auth/login').send({ email, password })),
      expectUnavailable(request(app).get('/api/auth/me').set({ authorization })),
      expectUnavailable(request(app).post('/api/auth/refresh').set({ cookie })),
      expectUnavailable(request(app).get('/api/keys').set({ authorization })),
    ]);
  });

  it('is seen by readiness, not by liveness, and logs nobody out', async () => {
    expect((await request(service.app).get('/health/ready')).body).toMatchObject({
      checks: { postgres: 'unavailable', redis: 'ok' },
    });
    expect((await request(service.app).get('/health/live')).status).toBe(200);
    const refresh = await request(service.app).post('/api/auth/refresh').set('cookie', person.cookie);
    expect(refresh.headers['set-cookie']).toBeUndefined();
  });
});

describe.each([
  ['refuses connections', () => 'redis://127.0.0.1:1'],
  ['accepts them and stays silent', () => `redis://127.0.0.1:${silentPort()}`],
])('a Redis that %s', (_name, redisUrl) => {
  let service: RunningAuthService;

  beforeAll(async () => {
    service = await startAuthService({ ...stores, redisUrl: redisUrl() }, {}, { awaitStores: false });
  });

  afterAll(() => service.close());

  it('closes sign-in with 503, since guesses could not be counted', async () => {
    const { email, password } = person;
    await expectUnavailable(request(service.app).post('/api/auth/login').send({ email, password }));
    await expectUnavailable(request(service.app).post('/api/auth/register').send(newRegistration()));
  });

  it('leaves those who are signed in alone', async () => {
    const me = await request(service.app).get('/api/auth/me').set('authorization', `Bearer ${person.token}`);
    const refresh = await request(service.app).post('/api/auth/refresh').set('cookie', person.cookie);
    expect([me.status, refresh.status]).toEqual([200, 200]);
  });
});
