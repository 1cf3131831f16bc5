import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newEmail, newRegistration } from '../../fixtures/accounts.ts';
import {
  createStores,
  type RunningAuthService,
  startAuthService,
  type Stores,
} from '../../fixtures/start-auth-service.ts';

let stores: Stores;
let service: RunningAuthService;

beforeAll(async () => {
  stores = await createStores();
  service = await startAuthService(stores);
});

afterAll(async () => {
  await service.close();
  await stores.close();
});

const register = (body: object | string) =>
  request(service.app).post('/api/auth/register').set('content-type', 'application/json').send(body);

describe('POST /api/auth/register', () => {
  it('201: answers the user with the welcome credits, an access token, and a refresh cookie out of reach of scripts', async () => {
    const registration = newRegistration();
    const response = await register({ ...registration, email: ` ${registration.email.toUpperCase()} ` });
    expect(response.status).toBe(201);
    expect(response.body).toEqual({
      user: {
        id: expect.stringMatching(/^usr_/),
        email: registration.email,
        emailVerified: false,
        role: 'user',
        profile: { firstName: 'Ada', lastName: 'Lovelace', avatarUrl: null },
        creditAccount: { currentBalance: 10 },
      },
      token: expect.stringMatching(/^eyJ/),
    });
    expect(String(response.headers['set-cookie'])).toMatch(/^refresh=ses_[^;]+; .*Path=\/.*HttpOnly; SameSite=Strict$/);
    expect(response.text).not.toMatch(/hash|argon2/i);
  });

  it('welcomes with as many credits as the operator says, however many those are', async () => {
    const generous = await startAuthService(stores, { WELCOME_CREDITS: '1000000' });
    const { status, body } = await request(generous.app).post('/api/auth/register').send(newRegistration());
    await generous.close();
    expect(status).toBe(201);
    expect(body).toMatchObject({ user: { creditAccount: { currentBalance: 1_000_000 } } });
  });

  it('400 already exists: for a known e-mail, also when it is spelled in another case', async () => {
    const registration = newRegistration();
    await register(registration);
    const { status, body } = await register({ ...registration, email: registration.email.toUpperCase() });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'email_taken', error: expect.stringContaining('already exists') });
  });

  it('makes exactly one account when many register the same e-mail at once', async () => {
    const registration = newRegistration();
    const responses = await Promise.all(Array.from({ length: 20 }, () => register(registration)));
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 400)]);
  });

  it.each([
    ['no body', {}, 'email: an e-mail address is required'],
    ['an e-mail that is none', { ...newRegistration(), email: 'ada' }, 'email: this is not an e-mail address'],
    ['an e-mail that is a number', { ...newRegistration(), email: 7 }, 'email: an e-mail address is required'],
    ['no password', { ...newRegistration(), password: undefined }, 'password: is required'],
    ['a short password', { ...newRegistration(), password: 'short' }, 'password: at least 8 characters'],
    ['a huge password', { ...newRegistration(), password: 'x'.repeat(129) }, 'password: at most 128 characters'],
    ['an empty first name', { ...newRegistration(), firstName: ' ' }, 'firstName: must not be empty'],
    ['no last name', { ...newRegistration(), lastName: undefined }, 'lastName: is required'],
  ])('400: for %s, with the field named in words', async (_name, body, words) => {
    const response = await register(body);
    expect(response.status).toBe(400);
    expect((response.body as { error: string }).error).toContain(words);
  });

  it('400: for a body that is not JSON, without quoting it', async () => {
    const response = await register('{"password":"hunter2hunter2"');
    expect(response.body).toMatchObject({ status: 400, code: 'malformed_json', error: expect.any(String) });
    expect(response.text).not.toContain('hunter2');
  });

  it('cannot be used to choose a role or a balance', async () => {
    const { body } = await register({
      ...newRegistration(),
      role: 'admin',
      creditAccount: { currentBalance: 1e6 },
      balance: 9,
    });
    expect(body).toMatchObject({ user: { role: 'user', creditAccount: { currentBalance: 10 } } });
  });

  it('400 weak_password: refuses common passwords and the own name under the strict policy, and takes a good one', async () => {
    const strict = await startAuthService(stores, { AUTH_PASSWORD_POLICY: 'strict' });
    const attempt = (password: string) =>
      request(strict.app)
        .post('/api/auth/register')
        .send({ ...newRegistration(), password });
    for (const password of ['password123', 'qwertyuiop', 'Passw0rd!', 'adalovelace1']) {
      const { status, body } = await attempt(password);
      expect([password, status, body]).toEqual([password, 400, expect.objectContaining({ code: 'weak_password' })]);
    }
    expect((await attempt('velvet otter prints nine maps')).status).toBe(201);
    await strict.close();
  });

  it('429 with Retry-After: when one address registers too often, whichever replica it asks', async () => {
    const limits = { REGISTRATIONS_PER_HOUR: '3', TRUSTED_PROXIES: 'loopback' };
    const replicas = await Promise.all([startAuthService(stores, limits), startAuthService(stores, limits)]);
    const statuses: number[] = [];
    let last: request.Response | undefined;
    for (let i = 0; i < 4; i += 1) {
      const app = replicas[i % 2]?.app;
      if (app === undefined) throw new Error('no replica');
      last = await request(app)
        .post('/api/auth/register')
        .set('x-forwarded-for', '203.0.113.5')
        .send(newRegistration());
      statuses.push(last.status);
    }
    expect(statuses).toEqual([201, 201, 201, 429]);
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    await Promise.all(replicas.map((replica) => replica.close()));
  });

  it('writes neither password nor token nor hash into the log', async () => {
    const email = newEmail();
    const { body } = await register({ ...newRegistration(), email, password: 'canary-password-1' });
    await register({ ...newRegistration(), email, password: 'canary-password-1' });
    const log = service.lines.join('');
    expect(log).toContain('/api/auth/register');
    expect(log).not.toContain('canary-password-1');
    expect(log).not.toContain((body as { token: string }).token);
    expect(log).not.toMatch(/argon2id|ses_[0-9a-z]{26}\.\d/);
  });
});
