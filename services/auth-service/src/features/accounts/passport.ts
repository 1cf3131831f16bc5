import type { Identity } from '@smart-ai-hub/contracts';
import { type Authenticate, createSessionAuthenticator, type TokenVerifier } from '@smart-ai-hub/service-kit';
import type { Request, Response } from 'express';
import passport from 'passport';
import { Strategy as CustomStrategy } from 'passport-custom';
import { Strategy as LocalStrategy } from 'passport-local';
import type { AccountRecord } from './accounts.repository.ts';
import type { CheckCredentials } from './check-credentials.ts';

export type Authenticators = {
  /** The account whose e-mail and password are in the body; undefined when they do not fit. */
  byPassword(request: Request, response: Response): Promise<AccountRecord | undefined>;
  /** The identity of the access token in the Authorization header. */
  byAccessToken: Authenticate;
};

type Options = { checkCredentials: CheckCredentials; verifyToken: TokenVerifier };

/** Passport's strategies as plain functions, so that routes stay free of callbacks. Nothing is kept in a session of passport's. */
export function createAuthenticators({ checkCredentials, verifyToken }: Options): Authenticators {
  const instance = new passport.Passport();
  const authenticateToken = createSessionAuthenticator(verifyToken);
  instance.use(
    'password',
    new LocalStrategy({ usernameField: 'email' }, (email, password, done) => {
      checkCredentials(email, password).then((account) => done(null, account ?? false), done);
    }),
  );
  instance.use(
    'access-token',
    new CustomStrategy((request, done) => {
      authenticateToken(request).then((identity) => done(null, identity), done);
    }),
  );
  const run = <T>(strategy: string, request: Request, response: Response): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const settle = (error: unknown, result: T | false | undefined) => {
        if (error !== null && error !== undefined) reject(error);
        else resolve(result === false ? undefined : result);
      };
      instance.authenticate(strategy, { session: false }, settle)(request, response, reject);
    });
  return {
    byPassword: (request, response) => run<AccountRecord>('password', request, response),
    byAccessToken: async (request, response) => (await run<Identity>('access-token', request, response)) as Identity,
  };
}
