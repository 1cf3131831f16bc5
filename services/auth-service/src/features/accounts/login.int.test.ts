import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { cookieOf, newEmail, signUp } from '../../fixtures/accounts.ts';
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

const login = (email: unknown, password: unknown, address = '198.51.100.1') =>
  request(service.app).post('/api/auth/login').set('x-forwarded-for', address).send({ email, password });

describe('POST /api/auth/login', () => {
  it('200: answers user and token for the right password, whatever the case of the e-mail', async () => {
    const person = await signUp(service.app);
    const response = await login(person.email.toUpperCase(), person.password);
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ user: person.user, token: expect.stringMatching(/^eyJ/) });
    expect(cookieOf(response)).toMatch(/^refresh=ses_/);
    expect(cookieOf(response)).not.toBe(person.cookie);
    expect(response.text).not.toMatch(/hash|argon2/i);
  });

  it('401: the same words for a wrong password and an unknown e-mail, and no cookie', async () => {
    const person = await signUp(service.app);
    const wrong = await login(person.email, 'not-the-password');
    const unknown = await login(newEmail(), 'not-the-password');
    for (const response of [wrong, unknown]) {
      expect(response.status).toBe(401);
      expect(response.body).toMatchObject({ code: 'invalid_credentials', error: 'Wrong e-mail or password.' });
      expect(cookieOf(response)).toBeUndefined();
    }
  });

  it('400: for missing or bad fields, with `error`', async () => {
    for (const response of await Promise.all([
      login(undefined, 'x'),
      login('a@b.co', undefined),
      login({ a: 1 }, ['x']),
    ])) {
      expect(response.body).toMatchObject({ status: 400, code: 'validation_failed', error: expect.any(String) });
    }
  });

  it('takes as long for an unknown e-mail as for a known one', async () => {
    const person = await signUp(service.app);
    const durations: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    for (let i = 0; i < 9; i += 1) {
      for (const [kind, email] of [
        ['known', person.email],
        ['unknown', newEmail()],
      ] as const) {
        const startedAt = performance.now();
        await login(email, 'not-the-password', `192.0.2.${i}`);
        durations[kind].push(performance.now() - startedAt);
      }
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[4] ?? 0;
    // A shared machine is noisy, so this only finds a hash that was left out: that would make a factor of ten.
    const ratio = median(durations.unknown) / median(durations.known);
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  });

  it('429 with Retry-After: checks at most ten guesses at one account, from however many addresses at once', async () => {
    const person = await signUp(service.app);
    const guesses = Array.from({ length: 30 }, (_, i) => login(person.email, `guess-${i}`, `203.0.113.${i}`));
    const responses = await Promise.all(guesses);
    const count = (status: number) => responses.filter((response) => response.status === status).length;
    expect([count(401), count(429)]).toEqual([10, 20]);
    const refused = responses.find(({ status }) => status === 429);
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused?.body).toMatchObject({ code: 'rate_limited', error: expect.any(String) });
  });

  it('forgets the failed attempts of someone who then gets it right', async () => {
    const person = await signUp(service.app);
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 7; i += 1) expect((await login(person.email, 'not-the-password')).status).toBe(401);
      expect((await login(person.email, person.password)).status).toBe(200);
    }
  });
});
