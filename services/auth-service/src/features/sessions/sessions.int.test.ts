import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@smart-ai-hub/database';
import request from 'supertest';
import { cookieOf, signUp } from '../../fixtures/accounts.ts';
import {
  createStores,
  type RunningAuthService,
  startAuthService,
  type Stores,
} from '../../fixtures/start-auth-service.ts';

let stores: Stores;
let service: RunningAuthService;
let pool: ReturnType<typeof createPool>;

beforeAll(async () => {
  stores = await createStores();
  service = await startAuthService(stores);
  pool = createPool({ url: stores.databaseUrl });
});

afterAll(async () => {
  await pool.end();
  await service.close();
  await stores.close();
});

const refresh = (cookie: string, headers: Record<string, string> = {}) =>
  request(service.app).post('/api/auth/refresh').set('cookie', cookie).set(headers);

/** Moves the last rotation of a session eleven seconds back, past the leeway. */
const passLeeway = (cookie: string) =>
  pool.query(`UPDATE auth."Session" SET "rotatedAt" = now() - interval '11 seconds' WHERE id = $1`, [
    sessionIdOf(cookie),
  ]);

const sessionIdOf = (cookie: string) => /ses_[0-9a-z]+/.exec(cookie)?.[0];

async function rotated(cookie: string): Promise<string> {
  const response = await refresh(cookie);
  expect(response.status).toBe(200);
  return cookieOf(response) ?? '';
}

describe('POST /api/auth/refresh', () => {
  it('200: trades the cookie for a new one and an access token that works', async () => {
    const person = await signUp(service.app);
    const response = await refresh(person.cookie, { origin: 'http://localhost:3000' });
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ user: person.user, token: expect.stringMatching(/^eyJ/) });
    expect(cookieOf(response)).toMatch(/^refresh=ses_/);
    expect(cookieOf(response)).not.toBe(person.cookie);
    const { token } = response.body as { token: string };
    expect((await request(service.app).get('/api/auth/me').set('authorization', `Bearer ${token}`)).status).toBe(200);
  });

  it('issues access tokens that live ten minutes at most', async () => {
    const { token } = await signUp(service.app);
    const { iat, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      iat: number;
      exp: number;
    };
    expect(exp - iat).toBe(600);
  });

  it('rotates once and logs nobody out when a hundred tabs refresh at once', async () => {
    const person = await signUp(service.app);
    const responses = await Promise.all(Array.from({ length: 100 }, () => refresh(person.cookie)));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200));
    const successors = new Set(responses.map(cookieOf));
    expect(successors.size).toBe(1);
    const [successor] = successors;
    await passLeeway(person.cookie);
    expect((await refresh(successor ?? '')).status).toBe(200);
  });

  it('ends the whole family when an older token is shown again, also for its present holder', async () => {
    const person = await signUp(service.app);
    const second = await rotated(person.cookie);
    const third = await rotated(second);
    const replayed = await refresh(person.cookie);
    expect(replayed.status).toBe(401);
    expect(String(replayed.headers['set-cookie'])).toMatch(/^refresh=;/);
    expect((await refresh(third)).status).toBe(401);
    expect(service.lines.some((line) => line.includes('old refresh token'))).toBe(true);
  });

  it('ends the family when the direct predecessor is shown after its ten seconds', async () => {
    const person = await signUp(service.app);
    const second = await rotated(person.cookie);
    await passLeeway(person.cookie);
    expect((await refresh(person.cookie)).status).toBe(401);
    expect((await refresh(second)).status).toBe(401);
  });

  it('does not let a forged token end the session it names', async () => {
    const person = await signUp(service.app);
    const forged = person.cookie.replace(/\.[^.]+$/, `.${'A'.repeat(43)}`);
    expect((await refresh(forged)).status).toBe(401);
    expect((await refresh(person.cookie)).status).toBe(200);
  });

  it('401: without a cookie, with nonsense, and after the session has expired', async () => {
    const person = await signUp(service.app);
    const none = await request(service.app).post('/api/auth/refresh');
    const nonsense = await refresh('refresh=nonsense');
    await pool.query(`UPDATE auth."Session" SET "expiresAt" = now() WHERE id = $1`, [sessionIdOf(person.cookie)]);
    const expired = await refresh(person.cookie);
    expect([none.status, nonsense.status, expired.status]).toEqual([401, 401, 401]);
  });

  it('403: for a page of another site, of a sibling domain or of another port, with no effect', async () => {
    const person = await signUp(service.app);
    for (const origin of ['https://evil.example', 'http://sub.localhost:3000', 'http://localhost:3001', 'null']) {
      expect([origin, (await refresh(person.cookie, { origin })).status]).toEqual([origin, 403]);
      const logout = await request(service.app)
        .post('/api/auth/logout')
        .set('cookie', person.cookie)
        .set('origin', origin);
      expect([origin, logout.status]).toEqual([origin, 403]);
    }
    expect((await refresh(person.cookie)).status).toBe(200);
  });

  it('keeps no token in the database, only its SHA-256', async () => {
    const person = await signUp(service.app);
    await rotated(person.cookie);
    const { rows } = await pool.query<Record<string, unknown>>(`SELECT * FROM auth."Session" WHERE id = $1`, [
      sessionIdOf(person.cookie),
    ]);
    expect(rows[0]).toMatchObject({ currentTokenHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.stringify(rows)).not.toContain(person.cookie.split('.')[2]);
  });

  it('gives the cookie the __Host- prefix and Secure where the web app is served by https', async () => {
    const secure = await startAuthService(stores, { FRONTEND_URL: 'https://hub.example.com' });
    const person = await signUp(secure.app);
    expect(person.cookie).toMatch(/^__Host-refresh=/);
    const response = await request(secure.app).post('/api/auth/refresh').set('cookie', person.cookie);
    expect(String(response.headers['set-cookie'])).toMatch(/Path=\/; .*HttpOnly; Secure; SameSite=Strict/);
    expect(String(response.headers['set-cookie'])).not.toContain('Domain');
    await secure.close();
  });
});

describe('POST /api/auth/logout', () => {
  it('204: ends the whole family and takes the cookie away', async () => {
    const person = await signUp(service.app);
    const second = await rotated(person.cookie);
    const response = await request(service.app).post('/api/auth/logout').set('cookie', second);
    expect(response.status).toBe(204);
    expect(String(response.headers['set-cookie'])).toMatch(/^refresh=; Path=\/; Expires=Thu, 01 Jan 1970/);
    expect((await refresh(second)).status).toBe(401);
  });

  it('leaves the other sessions of the same person alone', async () => {
    const person = await signUp(service.app);
    const { email, password } = person;
    const other = await request(service.app).post('/api/auth/login').send({ email, password });
    await request(service.app).post('/api/auth/logout').set('cookie', person.cookie);
    expect((await refresh(cookieOf(other) ?? '')).status).toBe(200);
  });

  it('204: also without a session', async () => {
    expect((await request(service.app).post('/api/auth/logout')).status).toBe(204);
    expect((await request(service.app).post('/api/auth/logout').set('cookie', 'refresh=nonsense')).status).toBe(204);
  });
});
