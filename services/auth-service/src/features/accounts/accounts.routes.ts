import { accountEndpoints, AppError } from '@smart-ai-hub/contracts';
import { mountEndpoint } from '@smart-ai-hub/service-kit';
import type { IRouter, Request, Response } from 'express';
import type { Logout } from '../sessions/logout.ts';
import type { OpenSession } from '../sessions/open-session.ts';
import type { RefreshCookie } from '../sessions/refresh-cookie.ts';
import type { RefreshSession } from '../sessions/refresh-session.ts';
import { refuseOtherOrigins } from '../sessions/refuse-other-origins.ts';
import type { AccountRecord } from './accounts.repository.ts';
import type { Login } from './login.ts';
import type { Authenticators } from './passport.ts';
import { presentUser } from './present-user.ts';
import type { ReadMe } from './read-me.ts';
import type { RegisterAccount } from './register-account.ts';
import type { SignInLimits } from './sign-in-limits.ts';

export type AccountsDependencies = {
  authenticators: Authenticators;
  registerAccount: RegisterAccount;
  login: Login;
  readMe: ReadMe;
  limits: SignInLimits;
  openSession: OpenSession;
  refreshSession: RefreshSession;
  logout: Logout;
  refreshCookie: RefreshCookie;
  frontendUrl: string;
};

export function mountAccounts(router: IRouter, deps: AccountsDependencies): void {
  const { authenticators, refreshCookie } = deps;
  const sameOrigin = refuseOtherOrigins(deps.frontendUrl);

  const signIn = async (account: AccountRecord, request: Request, response: Response) => {
    const { token, refreshToken } = await deps.openSession(account, request.get('user-agent'));
    refreshCookie.write(response, refreshToken);
    return { user: presentUser(account), token };
  };

  mountEndpoint(router, accountEndpoints.register, {
    handler: async ({ body, req, res }) => {
      await deps.limits.countRegistration(addressOf(req));
      return signIn(await deps.registerAccount(body), req, res);
    },
  });
  mountEndpoint(router, accountEndpoints.login, {
    handler: async ({ body, req, res }) => {
      // Passport reads the body itself: it must see the e-mail as the schema has normalised it.
      req.body = body;
      const authenticate = () => authenticators.byPassword(req, res);
      const account = await deps.login({ email: body.email, address: addressOf(req), authenticate });
      return signIn(account, req, res);
    },
  });
  mountEndpoint(router, accountEndpoints.me, {
    authenticate: authenticators.byAccessToken,
    handler: async ({ identity }) => ({ user: presentUser(await deps.readMe(identity)) }),
  });
  mountEndpoint(router, accountEndpoints.refresh, {
    before: [sameOrigin],
    handler: async ({ req, res }) => {
      const refreshed = await deps.refreshSession(refreshCookie.read(req));
      if (refreshed === undefined) {
        refreshCookie.clear(res);
        throw new AppError('unauthenticated', { detail: 'The session has ended. Sign in again.' });
      }
      const { account, token, refreshToken } = refreshed;
      if (refreshToken !== undefined) refreshCookie.write(res, refreshToken);
      return { user: presentUser(account), token };
    },
  });
  mountEndpoint(router, accountEndpoints.logout, {
    before: [sameOrigin],
    handler: async ({ req, res }) => {
      await deps.logout(refreshCookie.read(req));
      refreshCookie.clear(res);
    },
  });
}

const addressOf = (request: Request): string => request.ip ?? 'unknown';
