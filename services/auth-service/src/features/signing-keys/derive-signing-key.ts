import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';

export type SigningKey = { kid: string; privateKey: KeyObject; publicJwk: JWK };

const SALT = 'smart-ai-hub';
const SEED_BYTES = 32;
/** PKCS#8 of an Ed25519 private key is this, followed by the 32 bytes of its seed (RFC 8410). */
const PKCS8_ED25519_START = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The Ed25519 signing key that belongs to a secret. Derived rather than generated, so that replicas agree without a shared
 * store; HKDF (RFC 5869) keeps it apart from whatever else is derived from the secret.
 */
export async function deriveSigningKey(secret: string): Promise<SigningKey> {
  const der = Buffer.concat([PKCS8_ED25519_START, deriveSecret(secret, 'access-token-ed25519')]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const jwk = await exportJWK(createPublicKey(privateKey));
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicJwk: { ...jwk, kid, alg: 'EdDSA', use: 'sig' } };
}

/** 32 bytes for one purpose, from which neither the secret nor the bytes of another purpose can be found. */
export function deriveSecret(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, SALT, purpose, SEED_BYTES));
}
