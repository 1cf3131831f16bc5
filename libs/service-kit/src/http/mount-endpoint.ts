import { AppError, type Endpoint, type Identity } from '@smart-ai-hub/contracts';
import type { IRouter, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { Authenticate } from '../identity/authenticate.ts';
import { type RouteOptions, mountRoute } from './mount-route.ts';
import { requestLocals } from './request-locals.ts';
import { formatPath, validationError } from './validation-error.ts';

/** What a handler is given: parsed parts of the request, and Express's own objects for headers, cookies and streams. */
export type EndpointCall<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
  req: Request;
  res: Response;
};

type Answer<Response extends z.ZodType> = Promise<z.input<Response>> | z.input<Response>;

type CommonOptions = Pick<RouteOptions, 'bodyRoom' | 'before'>;

type PublicOptions<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> = CommonOptions & {
  handler: (call: EndpointCall<P, Q, B>) => Answer<R>;
};

type IdentifiedOptions<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> = CommonOptions & {
  authenticate: Authenticate;
  handler: (call: EndpointCall<P, Q, B> & { identity: Identity }) => Answer<R>;
};

/**
 * Mounts an endpoint as it is declared: authenticates, then reads and validates params, query and body (400
 * `validation_failed` with `errors[]`), calls the handler and answers `endpoint.status` with its value. The value is parsed by
 * the response schema: members that the contract does not name are dropped, and a wrong one is our bug (500).
 * An endpoint without a response schema ends empty, unless its handler wrote a stream, in which case it returns when that is over.
 */
export function mountEndpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  router: IRouter,
  endpoint: Endpoint<P, Q, B, R>,
  options: IdentifiedOptions<P, Q, B, R>,
): void;
export function mountEndpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  router: IRouter,
  endpoint: Endpoint<P, Q, B, R>,
  options: PublicOptions<P, Q, B, R>,
): void;
export function mountEndpoint(router: IRouter, endpoint: Endpoint, options: AnyOptions): void {
  const handler: RequestHandler = (request, response) => answer(endpoint, options, request, response);
  mountRoute(router, endpoint, { ...options, handler });
}

type AnyOptions = CommonOptions & {
  authenticate?: Authenticate;
  handler: (call: EndpointCall<z.ZodType, z.ZodType, z.ZodType> & { identity: Identity }) => unknown;
};

async function answer(endpoint: Endpoint, options: AnyOptions, request: Request, response: Response): Promise<void> {
  const value = await options.handler({
    params: parsePart(endpoint.params, request.params),
    query: parsePart(endpoint.query, request.query),
    body: parsePart(endpoint.body, request.body ?? {}),
    // Absent on public endpoints only, and the type of their handler does not have it.
    identity: requestLocals(response).identity as Identity,
    req: request,
    res: response,
  });
  if (response.headersSent) return;
  response.status(endpoint.status);
  if (endpoint.response === undefined) response.end();
  else response.json(checkedAnswer(endpoint, endpoint.response, value));
}

function parsePart(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw validationError(parsed.error);
}

function checkedAnswer(endpoint: Endpoint, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('internal', {
    detail: 'An unexpected error occurred. It has been logged.',
    internal: {
      endpoint: `${endpoint.method} ${endpoint.path}`,
      wrongAnswer: parsed.error.issues.map((issue) => `${formatPath(issue.path)}: ${issue.message}`),
    },
  });
}
