import { AppError, type Identity } from '@smart-ai-hub/contracts';
import type { Request, Response } from 'express';
import type { TokenVerifier } from './token-verifier.ts';

/** Resolves who calls, or throws an AppError (401 without or with bad credentials, 503 when they cannot be checked). */
export type Authenticate = (request: Request, response: Response) => Promise<Identity>;

/** The token of an `Authorization: Bearer` header; undefined when there is none. */
export function bearerToken(request: Pick<Request, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Authenticates `session` endpoints: a person's access token in the Authorization header. */
export function createSessionAuthenticator(verifyToken: TokenVerifier): (request: Request) => Promise<Identity> {
  return async (request) => {
    const token = bearerToken(request);
    if (token === undefined) {
      throw new AppError('unauthenticated', { detail: 'Sign in first: the Authorization header has no Bearer token.' });
    }
    return verifyToken(token);
  };
}
