import type { Identity } from '@smart-ai-hub/contracts';
import type { RequestHandler, Response } from 'express';
import { requestLocals } from '../http/request-locals.ts';
import type { Authenticate } from './authenticate.ts';

/** Finds out who calls. Goes before whatever reads the body: strangers must not make us hold theirs in memory. */
export function identify(authenticate: Authenticate): RequestHandler {
  return async (request, response, next) => {
    requestLocals(response).identity = await authenticate(request, response);
    next();
  };
}

/** Who calls, on a route that `identify` guards. On another it throws, so that a forgotten guard lets nobody in. */
export function identityOf(response: Response): Identity {
  const { identity } = requestLocals(response);
  if (identity === undefined) throw new Error('a request reached a guarded route without an identity');
  return identity;
}
