import { AppError, type Identity, roleSchema, TOKEN_AUDIENCE, TOKEN_ISSUER } from '@smart-ai-hub/contracts';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';

/** Answers who a token stands for; throws AppError `unauthenticated` for a bad token and `dependency_unavailable` without keys. */
export type TokenVerifier = (token: string) => Promise<Identity>;

export type TokenVerifierOptions = { issuer?: string; audience?: string } & (
  { jwksUrl: string } | { keySet: JWTVerifyGetKey }
);

const claimsSchema = z.object({
  sub: z.string().min(1),
  acc: z.string().min(1),
  role: roleSchema,
  sid: z.string().min(1).optional(),
  exp: z.number(),
});

/** How jose says that the token is to blame, rather than the key server. */
const tokenFaults = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

/**
 * Verifies access tokens locally against auth-service's published keys, which are cached and fetched again for an unknown key
 * id. Only EdDSA is accepted: a token cannot choose its algorithm.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const keySet = 'keySet' in options ? options.keySet : remoteKeySet(options.jwksUrl);
  const checks = {
    algorithms: ['EdDSA'],
    issuer: options.issuer ?? TOKEN_ISSUER,
    audience: options.audience ?? TOKEN_AUDIENCE,
    requiredClaims: ['sub', 'acc', 'role', 'iat', 'exp'],
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keySet, checks);
      return toIdentity(payload);
    } catch (thrown) {
      throw translateTokenError(thrown);
    }
  };
}

function remoteKeySet(jwksUrl: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: 1_500,
    cooldownDuration: 10_000,
    cacheMaxAge: 600_000,
  });
}

function toIdentity(payload: unknown): Identity {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) throw new errors.JWTInvalid('claims are missing');
  const { sub, acc, role, sid, exp } = claims.data;
  const session = sid !== undefined && { sessionId: sid };
  return { userId: sub, accountId: acc, role, ...session, tokenEndsAtMs: exp * 1000 };
}

function translateTokenError(thrown: unknown): AppError {
  if (thrown instanceof errors.JWTExpired) {
    return new AppError('unauthenticated', { detail: 'The access token has expired. Refresh it or sign in again.' });
  }
  // WebCrypto throws a bare error for a key that cannot verify at all; everything unknown is taken for a key server fault.
  if (tokenFaults.some((fault) => thrown instanceof fault)) {
    return new AppError('unauthenticated', { detail: 'The access token is not valid. Sign in again.', cause: thrown });
  }
  return new AppError('dependency_unavailable', {
    detail: 'Access tokens cannot be checked at the moment. Try again shortly.',
    retryAfterSeconds: 1,
    cause: thrown,
  });
}
