import type { z } from 'zod';
import type { ErrorCode } from '../errors/error-table.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Who may call: `public` anybody; `session` a signed-in person (access token); `caller` a person or a program
 * (access token or API key).
 */
export type EndpointAuth = 'public' | 'session' | 'caller';

/**
 * One endpoint as data: the server route, the web app's query, the API document, metric labels and tests come from it.
 * `path` uses Express's `:name` for parameters. `response` is undefined where the answer has no JSON body (204, or a stream).
 */
export type Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> = {
  method: HttpMethod;
  path: string;
  summary: string;
  auth: EndpointAuth;
  status: number;
  params?: Params;
  query?: Query;
  body?: Body;
  response?: Response;
  /** Every code that can be answered; a declaration names those of its own, the rest follows from its form. */
  errors: readonly ErrorCode[];
};

/** Keeps the exact schema types of an endpoint declaration, and adds the errors that its form implies. */
export function defineEndpoint<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(endpoint: Endpoint<Params, Query, Body, Response>): Endpoint<Params, Query, Body, Response> {
  return { ...endpoint, errors: [...new Set([...impliedErrors(endpoint), ...endpoint.errors])] };
}

function impliedErrors({ auth, params, query, body }: Endpoint): ErrorCode[] {
  const hasInput = [params, query, body].some((schema) => schema !== undefined);
  return [
    ...(hasInput ? (['validation_failed'] as const) : []),
    ...(body === undefined ? [] : (['malformed_json', 'body_too_large', 'unsupported_media_type'] as const)),
    ...(auth === 'public' ? [] : (['unauthenticated'] as const)),
    ...(auth === 'caller' ? (['invalid_api_key'] as const) : []),
    'internal',
    'dependency_unavailable',
  ];
}
