import { describe, expect, it } from '@jest/globals';
import { jwtVerify, importJWK } from 'jose';
import { createAccessTokenIssuer } from './access-token.ts';
import { deriveSecret, deriveSigningKey } from './derive-signing-key.ts';

const secret = 'a'.repeat(32);

describe('the signing key', () => {
  it('is the same on every replica and another for every secret', async () => {
    const [one, two, other] = await Promise.all([
      deriveSigningKey(secret),
      deriveSigningKey(secret),
      deriveSigningKey('b'.repeat(32)),
    ]);
    expect(one.publicJwk).toEqual(two.publicJwk);
    expect(one.kid).not.toBe(other.kid);
  });

  it('shows nothing private, and verifies what it signed', async () => {
    const key = await deriveSigningKey(secret);
    expect(Object.keys(key.publicJwk)).not.toContain('d');
    const token = await createAccessTokenIssuer(key)({
      userId: 'usr_1',
      accountId: 'acc_1',
      role: 'admin',
      sessionId: 'ses_1',
    });
    const { payload } = await jwtVerify(token, await importJWK(key.publicJwk, 'EdDSA'));
    expect(payload).toMatchObject({
      sub: 'usr_1',
      acc: 'acc_1',
      role: 'admin',
      sid: 'ses_1',
      iss: 'smart-ai-hub',
      aud: 'smart-ai-hub',
    });
  });

  it('is derived apart from the other uses of the secret', () => {
    expect(deriveSecret(secret, 'refresh-token').equals(deriveSecret(secret, 'access-token-ed25519'))).toBe(false);
  });
});
