import type { Endpoint, HttpMethod } from '@smart-ai-hub/contracts';
import type { z } from 'zod';

type Input<Schema> = Schema extends z.ZodType ? z.input<Schema> : unknown;
/** Query schemas coerce from text, so their input is `unknown`; callers write the typed output form instead. */
type QueryInput<Schema> = Schema extends z.ZodType ? Partial<z.output<Schema>> : unknown;

/** An undeclared schema is inferred as plain `ZodType`, whose input is `unknown`: such a part is left out of the argument. */
type Part<Name extends string, Value, Declared> = unknown extends Declared ? unknown : { [K in Name]: Value };
type OptionalPart<Name extends string, Value, Declared> = unknown extends Declared ? unknown : { [K in Name]?: Value };

/** What a caller of an endpoint passes: exactly the parts its declaration has. */
export type EndpointInput<E> =
  E extends Endpoint<infer Params, infer Query, infer Body, z.ZodType>
    ? Part<'params', Input<Params>, Input<Params>> &
        OptionalPart<'query', QueryInput<Query>, Input<Query>> &
        Part<'body', Input<Body>, Input<Body>>
    : never;

export type EndpointOutput<E> =
  E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer Response>
    ? unknown extends z.output<Response>
      ? void
      : z.output<Response>
    : never;

/** The untyped form in which an endpoint's input travels between the typed layers. */
export type AnyEndpointInput = {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
};

export type RequestParts = { method: HttpMethod; url: string; body: string | undefined };

function fillPath(path: string, params: Record<string, unknown>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') throw new TypeError(`path parameter "${name}" of ${path} is missing`);
    return encodeURIComponent(String(value));
  });
}

function queryText(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** Turns an endpoint's declaration and the caller's input into method, URL and body. Throws a TypeError for a missing path parameter. */
export function buildRequest(endpoint: Pick<Endpoint, 'method' | 'path'>, input: AnyEndpointInput = {}): RequestParts {
  return {
    method: endpoint.method,
    url: fillPath(endpoint.path, input.params ?? {}) + queryText(input.query ?? {}),
    body: input.body === undefined ? undefined : JSON.stringify(input.body),
  };
}
