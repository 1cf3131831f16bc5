import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@smart-ai-hub/database';
import request from 'supertest';
import {
  createStores,
  type RunningAuthService,
  startAuthService,
  type Stores,
} from '../../fixtures/start-auth-service.ts';

const admin = { ADMIN_EMAIL: 'Boss@Example.com', ADMIN_PASSWORD: 'first-admin-password' };
let stores: Stores;
let replicas: RunningAuthService[];

beforeAll(async () => {
  stores = await createStores();
  replicas = await Promise.all([startAuthService(stores, admin), startAuthService(stores, admin)]);
  // Closing waits until the administrator is made.
  await Promise.all(replicas.map(({ close }) => close()));
});

afterAll(() => stores.close());

describe('the first administrator', () => {
  it('is made once, however many replicas start at the same time', async () => {
    const pool = createPool({ url: stores.databaseUrl });
    const { rows } = await pool.query(`SELECT email, "roleName" FROM auth."User"`);
    await pool.end();
    expect(rows).toEqual([{ email: 'boss@example.com', roleName: 'admin' }]);
  });

  it('can sign in, and a later start changes neither password nor number', async () => {
    const service = await startAuthService(stores, {
      ADMIN_EMAIL: 'other@example.com',
      ADMIN_PASSWORD: 'another-password',
    });
    const login = (email: string, password: string) =>
      request(service.app).post('/api/auth/login').send({ email, password });
    expect((await login('boss@example.com', 'first-admin-password')).body).toMatchObject({ user: { role: 'admin' } });
    expect((await login('other@example.com', 'another-password')).status).toBe(401);
    await service.close();
  });
});
