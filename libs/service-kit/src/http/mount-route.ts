import type { Endpoint } from '@smart-ai-hub/contracts';
import type { IRouter, RequestHandler } from 'express';
import type { Authenticate } from '../identity/authenticate.ts';
import { identify } from '../identity/identify.ts';
import { requireAdministrator } from '../identity/require-administrator.ts';
import type { BodyRoom } from './body-room.ts';
import { jsonBody } from './json-body.ts';
import { requestLocals } from './request-locals.ts';

export type RouteOptions = {
  /** Needed for whatever is not public. */
  authenticate?: Authenticate;
  /** For an endpoint whose JSON body may be large; else it may have 100 kB. */
  bodyRoom?: BodyRoom;
  /** Run before anything else of the endpoint, e.g. a rate limit. */
  before?: RequestHandler[];
  handler: RequestHandler;
};

/**
 * Mounts the route of a declared endpoint: its method and path, who may call, its body as JSON (any that parses), and then a handler
 * that reads and answers by itself. For endpoints that speak another dialect than the hub's own; `mountEndpoint` does the rest too.
 */
export function mountRoute(
  router: IRouter,
  endpoint: Pick<Endpoint, 'method' | 'path' | 'auth' | 'body'>,
  options: RouteOptions,
): void {
  const { method, path, auth, body } = endpoint;
  const { authenticate, bodyRoom, before = [], handler } = options;
  if (auth !== 'public' && authenticate === undefined) {
    throw new Error(`${method} ${path} is not public and must be mounted with an authenticator`);
  }
  router.route(path).all(noteAllowedMethod(method));
  router[method.toLowerCase() as Lowercase<typeof method>](
    path,
    nameRoute(path),
    ...before,
    ...(authenticate === undefined ? [] : [identify(authenticate)]),
    ...(auth === 'admin' ? [requireAdministrator] : []),
    ...(body === undefined ? [] : jsonBody(bodyRoom)),
    handler,
  );
}

function noteAllowedMethod(method: string): RequestHandler {
  return (_request, response, next) => {
    const locals = requestLocals(response);
    locals.allowedMethods = (locals.allowedMethods ?? new Set<string>()).add(method);
    next();
  };
}

function nameRoute(path: string): RequestHandler {
  return (_request, response, next) => {
    requestLocals(response).route = path;
    // What an endpoint answers is for its caller alone; one that may be kept says so by itself.
    response.set('cache-control', 'no-store');
    next();
  };
}
