import type { z } from 'zod';
import type { ErrorCode } from '../errors/error-table.ts';
import type { ErrorEnvelope } from '../errors/error-envelopes.ts';
import type { AnswerHeader } from './answer-headers.ts';

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Who may call: `public` anybody; `session` a signed-in person (access token); `caller` a person or a program
 * (access token or API key); `admin` a signed-in administrator, never a program.
 */
export type EndpointAuth = 'public' | 'session' | 'caller' | 'admin';

/** An answer of a status that is neither the endpoint's own nor an error in its envelope. */
export type OtherAnswer = { description: string; schema?: z.ZodType };

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
  /** Further sentences for readers of the API document, in Markdown. */
  description?: string;
  auth: EndpointAuth;
  /** Set where a cookie says who calls. */
  cookie?: 'refreshCookie' | 'queueBoardCookie';
  status: number;
  params?: Params;
  query?: Query;
  /** Request headers by their lower-case name. The handler reads them by itself. */
  headers?: z.ZodObject;
  body?: Body;
  /** A body to try out. */
  example?: z.input<Body>;
  response?: Response;
  /** What `data:` of each event holds, where the answer is, or can be asked to be, a stream of server-sent events. */
  events?: z.ZodType;
  /** The media type of an answer that is neither JSON nor a stream. */
  mediaType?: string;
  /** Headers of a good answer beyond those of every answer. */
  answerHeaders?: readonly AnswerHeader[];
  otherAnswers?: Readonly<Record<number, OtherAnswer>>;
  /** Every code that can be answered; a declaration names those of its own, the rest follows from its form. */
  errors: readonly ErrorCode[];
  /** The form of its errors: problem+json unless it is said here. */
  envelope?: ErrorEnvelope;
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

function impliedErrors({ auth, params, query, headers, body }: Endpoint): ErrorCode[] {
  const hasInput = [params, query, headers, body].some((schema) => schema !== undefined);
  return [
    ...(hasInput ? (['validation_failed'] as const) : []),
    ...(body === undefined ? [] : (['malformed_json', 'body_too_large', 'unsupported_media_type'] as const)),
    ...(auth === 'public' ? [] : (['unauthenticated'] as const)),
    ...(auth === 'caller' || auth === 'admin' ? (['invalid_api_key'] as const) : []),
    ...(auth === 'admin' ? (['forbidden'] as const) : []),
    'internal',
    'dependency_unavailable',
  ];
}
