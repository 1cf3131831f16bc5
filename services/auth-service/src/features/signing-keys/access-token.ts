import { type Identity, TOKEN_AUDIENCE, TOKEN_ISSUER } from '@smart-ai-hub/contracts';
import { SignJWT } from 'jose';
import type { SigningKey } from './derive-signing-key.ts';

/** A token cannot be taken back, so it must not live long: a revoked session ends at most this much later. */
const ACCESS_TOKEN_SECONDS = 600;

export type IssueAccessToken = (identity: Identity & { sessionId: string }) => Promise<string>;

/** Issues the access tokens that every service verifies by itself, with the keys of `/.well-known/jwks.json`. */
export function createAccessTokenIssuer(key: SigningKey): IssueAccessToken {
  return ({ userId, accountId, role, sessionId }) => {
    const issuedAt = Math.floor(Date.now() / 1_000);
    return new SignJWT({ acc: accountId, role, sid: sessionId })
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
      .setSubject(userId)
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
      .sign(key.privateKey);
  };
}
