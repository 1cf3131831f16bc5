import { z } from 'zod';
import { errorCodeSchema } from '../errors/error-table.ts';
import { defineEndpoint } from './define-endpoint.ts';

const checkSchema = z.enum(['ok', 'unavailable']);

const healthSchema = z
  .object({
    status: z.enum(['ok', 'unavailable', 'draining']),
    service: z.string(),
    version: z.string(),
    checks: z.record(z.string(), checkSchema).describe('What the gateway depends on, by name.'),
  })
  .meta({ id: 'Health' });

/** What the gateway tells about itself, to anybody. */
export const hubEndpoints = {
  readHealth: defineEndpoint({
    method: 'GET',
    path: '/health',
    summary: 'Whether the hub can answer calls just now',
    auth: 'public',
    status: 200,
    response: healthSchema,
    otherAnswers: { 503: { description: 'It cannot: something that it depends on is away.', schema: healthSchema } },
    errors: [],
  }),
  sayHello: defineEndpoint({
    method: 'HEAD',
    path: '/api/hello',
    summary: 'Answers 200: what Claude Code asks at its start, to learn whether its base URL is reachable',
    auth: 'public',
    status: 200,
    errors: [],
  }),
  readApiDocument: defineEndpoint({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    auth: 'public',
    status: 200,
    response: z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) }),
    answerHeaders: ['etag'],
    otherAnswers: { 304: { description: 'The version that `If-None-Match` names still holds.' } },
    errors: [],
  }),
  readApiReference: defineEndpoint({
    method: 'GET',
    path: '/docs',
    summary: 'This document as a page, to read and to try out',
    auth: 'public',
    status: 200,
    mediaType: 'text/html',
    errors: [],
  }),
  readErrorPage: defineEndpoint({
    method: 'GET',
    path: '/docs/errors/:code',
    summary: 'What an error means and what to do: where the `type` of a problem document leads',
    auth: 'public',
    status: 200,
    params: z.object({ code: errorCodeSchema }),
    mediaType: 'text/html',
    errors: ['not_found'],
  }),
};
