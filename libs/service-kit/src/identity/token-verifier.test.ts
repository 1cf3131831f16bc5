import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '@smart-ai-hub/contracts';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createTokenVerifier } from './token-verifier.ts';

const claims = { acc: 'acc_1', role: 'user', sid: 'ses_1' };
let server: Server;
let jwksUrl: string;
let privateKey: CryptoKey;
let otherKey: CryptoKey;
let rsaKey: CryptoKey;
let publicJwk: JWK;

beforeAll(async () => {
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  privateKey = pair.privateKey;
  otherKey = (await generateKeyPair('EdDSA')).privateKey;
  rsaKey = (await generateKeyPair('RS256')).privateKey;
  publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'key-1', alg: 'EdDSA', use: 'sig' };
  server = createServer((request, response) => {
    if (request.url !== '/jwks') response.statusCode = 500;
    response.end(JSON.stringify({ keys: [publicJwk] }));
  }).listen(0);
  jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

type Overrides = {
  issuer?: string;
  audience?: string;
  expires?: string;
  notBefore?: string;
  key?: CryptoKey;
  kid?: string;
};

function sign(overrides: Overrides = {}, payload: Record<string, unknown> = claims, alg = 'EdDSA') {
  const token = new SignJWT(payload)
    .setProtectedHeader({ alg, kid: overrides.kid ?? 'key-1' })
    .setSubject('usr_1')
    .setIssuer(overrides.issuer ?? 'smart-ai-hub')
    .setAudience(overrides.audience ?? 'smart-ai-hub')
    .setIssuedAt()
    .setExpirationTime(overrides.expires ?? '10m');
  if (overrides.notBefore !== undefined) token.setNotBefore(overrides.notBefore);
  return token.sign(overrides.key ?? privateKey);
}

async function errorOf(verification: Promise<unknown>): Promise<AppError> {
  try {
    await verification;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('the token was accepted');
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function forgeHs256(header: object): string {
  const payload = { sub: 'usr_1', iss: 'smart-ai-hub', aud: 'smart-ai-hub', iat: 1, exp: 9_999_999_999, ...claims };
  const unsigned = `${base64url(header)}.${base64url(payload)}`;
  return `${unsigned}.${createHmac('sha256', String(publicJwk.x)).update(unsigned).digest('base64url')}`;
}

function unsigned(alg: string): string {
  const payload = { sub: 'usr_1', iss: 'smart-ai-hub', aud: 'smart-ai-hub', iat: 1, exp: 9_999_999_999, ...claims };
  return `${base64url({ alg })}.${base64url(payload)}.`;
}

function tamper(token: string): string {
  const [header, , signature] = token.split('.');
  return [header, base64url({ sub: 'usr_2', ...claims, role: 'admin', exp: 9_999_999_999 }), signature].join('.');
}

describe('createTokenVerifier', () => {
  it('answers who a good token stands for', async () => {
    const verify = createTokenVerifier({ jwksUrl });
    await expect(verify(await sign())).resolves.toEqual({
      userId: 'usr_1',
      accountId: 'acc_1',
      role: 'user',
      sessionId: 'ses_1',
      tokenEndsAtMs: expect.any(Number),
    });
  });

  const attacks: [string, () => Promise<string> | string][] = [
    ['an empty text', () => ''],
    ['not a token', () => 'abc.def'],
    ['alg none', () => unsigned('none')],
    ['alg None in another case', () => unsigned('nOnE')],
    ['alg EdDSA without a signature', () => unsigned('EdDSA')],
    ['HS256 keyed with the public key', () => forgeHs256({ alg: 'HS256', kid: 'key-1' })],
    ['HS256 without a key id', () => forgeHs256({ alg: 'HS256' })],
    ['RS256 with a key of its own', () => sign({ key: rsaKey }, claims, 'RS256')],
    ['another Ed25519 key under our key id', () => sign({ key: otherKey })],
    ['an unknown key id', () => sign({ key: otherKey, kid: 'key-2' })],
    ['a key id that is a path', () => sign({ key: otherKey, kid: '../../dev/null' })],
    ['expired', () => sign({ expires: '-1s' })],
    ['not valid yet', () => sign({ notBefore: '1h' })],
    ['another issuer', () => sign({ issuer: 'evil' })],
    ['another audience', () => sign({ audience: 'other-app' })],
    ['a tampered payload', async () => tamper(await sign())],
    ['a truncated signature', async () => (await sign()).slice(0, -4)],
    ['an unknown role', () => sign({}, { ...claims, role: 'root' })],
    ['no account', () => sign({}, { role: 'user' })],
    ['no role', () => sign({}, { acc: 'acc_1' })],
  ];

  it.each(attacks)('refuses %s with 401', async (_name, attack) => {
    const error = await errorOf(createTokenVerifier({ jwksUrl })(await attack()));
    expect(error.code).toBe('unauthenticated');
  });

  it.each([
    ['unreachable', () => 'http://127.0.0.1:1/jwks'],
    ['broken', () => jwksUrl.replace('/jwks', '/broken')],
  ])('answers 503, never 401, while the key server is %s', async (_name, url) => {
    const error = await errorOf(createTokenVerifier({ jwksUrl: url() })(await sign()));
    expect(error.code).toBe('dependency_unavailable');
    expect(error.retryAfterSeconds).toBe(1);
  });
});
