import { createHmac, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, type JWK, SignJWT } from 'jose';
import request from 'supertest';
import { type SignedUp, signUp } from '../../fixtures/accounts.ts';
import {
  createStores,
  JWT_SECRET,
  type RunningAuthService,
  startAuthService,
  type Stores,
} from '../../fixtures/start-auth-service.ts';
import { deriveSigningKey, type SigningKey } from '../signing-keys/derive-signing-key.ts';

let stores: Stores;
let service: RunningAuthService;
let person: SignedUp;
let signingKey: SigningKey;

beforeAll(async () => {
  stores = await createStores();
  service = await startAuthService(stores);
  person = await signUp(service.app);
  signingKey = await deriveSigningKey(JWT_SECRET);
});

afterAll(async () => {
  await service.close();
  await stores.close();
});

const me = (authorization?: string) => {
  const call = request(service.app).get('/api/auth/me');
  return authorization === undefined ? call : call.set('authorization', authorization);
};

type Forgery = { claims?: Record<string, unknown>; header?: Record<string, unknown>; key?: SigningKey['privateKey'] };

/** A token like ours but for what is given. */
function forge({ claims = {}, header = {}, key = signingKey.privateKey }: Forgery = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const genuine = {
    sub: person.user.id,
    acc: 'acc_1',
    role: 'user',
    sid: 'ses_1',
    iss: 'smart-ai-hub',
    aud: 'smart-ai-hub',
  };
  return new SignJWT({ ...genuine, iat: now, exp: now + 600, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: signingKey.kid, ...header })
    .sign(key);
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const payloadOf = (token: string) => token.split('.')[1] ?? '';

async function signedHs256(secret: string | Buffer): Promise<string> {
  const unsigned = `${encode({ alg: 'HS256', kid: signingKey.kid })}.${payloadOf(await forge())}`;
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
}

function publicPem(): string {
  const key = createPublicKey({ key: signingKey.publicJwk as JWK & { kty: string }, format: 'jwk' });
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

describe('GET /api/auth/me', () => {
  it('200: answers the user of the token, with the present balance', async () => {
    const { status, body } = await me(`Bearer ${person.token}`);
    expect(status).toBe(200);
    expect(body).toEqual({ user: person.user });
  });

  it('takes a token that is like ours in every way (so that the attacks below fail for their own reason)', async () => {
    expect((await me(`Bearer ${await forge()}`)).status).toBe(200);
  });

  const attacks: [string, () => Promise<string> | string][] = [
    ['alg none', async () => `${encode({ alg: 'none' })}.${payloadOf(await forge())}.`],
    [
      'alg none with our signature',
      async () => `${encode({ alg: 'none' })}.${(await forge()).split('.').slice(1).join('.')}`,
    ],
    ['no signature', async () => `${(await forge()).split('.').slice(0, 2).join('.')}.`],
    ['HS256 with the public key in PEM', () => signedHs256(publicPem())],
    ['HS256 with the raw public key', () => signedHs256(Buffer.from(String(signingKey.publicJwk.x), 'base64url'))],
    ['HS256 with an empty secret', () => signedHs256('')],
    ['another Ed25519 key', async () => forge({ key: (await deriveSigningKey('x'.repeat(32))).privateKey })],
    [
      'another key under its own id',
      async () => forge({ key: (await deriveSigningKey('x'.repeat(32))).privateKey, header: { kid: 'k' } }),
    ],
    [
      'a key that comes with the token',
      async () => {
        const { publicJwk, privateKey } = await deriveSigningKey('x'.repeat(32));
        return forge({ key: privateKey, header: { jwk: publicJwk } });
      },
    ],
    ['expired', () => forge({ claims: { exp: Math.floor(Date.now() / 1_000) - 1 } })],
    ['no expiry', () => forge({ claims: { exp: undefined } })],
    ['not valid yet', () => forge({ claims: { nbf: Math.floor(Date.now() / 1_000) + 600 } })],
    ['another issuer', () => forge({ claims: { iss: 'https://evil.example' } })],
    ['another audience', () => forge({ claims: { aud: 'another-app' } })],
    ['no audience', () => forge({ claims: { aud: undefined } })],
    ['a role that does not exist', () => forge({ claims: { role: 'root' } })],
    [
      'a payload changed after signing',
      async () => {
        const [header, , signature] = (await forge()).split('.');
        const { sub: _sub, ...rest } = JSON.parse(Buffer.from(payloadOf(await forge()), 'base64url').toString()) as {
          sub: string;
        };
        return [header, encode({ ...rest, sub: 'usr_other' }), signature].join('.');
      },
    ],
    [
      'a header changed after signing',
      async () =>
        `${encode({ alg: 'EdDSA', kid: signingKey.kid, b: 1 })}.${(await forge()).split('.').slice(1).join('.')}`,
    ],
    [
      'RS256',
      async () => {
        const { privateKey } = await generateKeyPair('RS256');
        return new SignJWT({ sub: person.user.id })
          .setProtectedHeader({ alg: 'RS256', kid: signingKey.kid })
          .sign(privateKey);
      },
    ],
    ['a critical extension nobody knows', () => forge({ header: { crit: ['evil'], evil: true } })],
    ['the refresh token in its place', () => person.cookie.replace('refresh=', '')],
    ['a user that does not exist', () => forge({ claims: { sub: 'usr_gone' } })],
  ];

  it.each(attacks)('401: %s', async (_name, attack) => {
    const token = await Promise.resolve()
      .then(attack)
      // jose refuses to make some forgeries; what it refuses to sign it is given to read as it stands.
      .catch(() => `${encode({ alg: 'EdDSA', crit: ['evil'], evil: true })}.${encode({})}.AAAA`);
    const { status, body } = await me(`Bearer ${token}`);
    expect(status).toBe(401);
    expect(body).toMatchObject({ code: 'unauthenticated', error: expect.any(String) });
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', 'Basic YTpi'],
    ['no token', 'Bearer'],
    ['an API key', `Bearer sah_live_${'a'.repeat(38)}`],
  ])('401: %s', async (_name, header) => {
    const { status, body } = await me(header);
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: expect.any(String) });
  });

  it('accepts no token from the query or a cookie', async () => {
    const byQuery = await request(service.app).get(`/api/auth/me?token=${person.token}&access_token=${person.token}`);
    const byCookie = await request(service.app).get('/api/auth/me').set('cookie', person.cookie);
    expect([byQuery.status, byCookie.status]).toEqual([401, 401]);
    expect(service.lines.join('')).not.toContain(person.token);
  });
});

describe('GET /.well-known/jwks.json', () => {
  it('publishes the public key alone, by its thumbprint', async () => {
    const { status, body, headers } = await request(service.app).get('/.well-known/jwks.json');
    expect(status).toBe(200);
    expect(body).toEqual({
      keys: [{ kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: signingKey.kid, alg: 'EdDSA', use: 'sig' }],
    });
    expect(headers['cache-control']).toContain('max-age=300');
  });

  it('keeps the key of the previous secret, whose tokens and sessions live on, and signs with the new one', async () => {
    const rotated = await startAuthService(stores, { JWT_SECRET: 'n'.repeat(40), JWT_SECRET_PREVIOUS: JWT_SECRET });
    const { body } = await request(rotated.app).get('/.well-known/jwks.json');
    const kids = (body as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
    expect(kids).toEqual([(await deriveSigningKey('n'.repeat(40))).kid, signingKey.kid]);
    expect((await request(rotated.app).get('/api/auth/me').set('authorization', `Bearer ${person.token}`)).status).toBe(
      200,
    );
    const refreshed = await request(rotated.app).post('/api/auth/refresh').set('cookie', person.cookie);
    expect(refreshed.status).toBe(200);
    const { token } = refreshed.body as { token: string };
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({ kid: kids[0] });
    await rotated.close();
  });
});
