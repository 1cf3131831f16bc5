import { z } from 'zod';
import { defineEndpoint } from './define-endpoint.ts';
import { idParamsSchema, lineSchema } from './text.ts';

export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    /** The first characters of the key, enough to recognise it by. */
    prefix: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.output<typeof apiKeySchema>;

export const createApiKeyBodySchema = z.object({ name: lineSchema.max(60) });

export const apiKeyEndpoints = {
  createApiKey: defineEndpoint({
    method: 'POST',
    path: '/api/keys',
    summary: 'Make an API key; the secret is in this answer and never again',
    auth: 'session',
    status: 201,
    body: createApiKeyBodySchema,
    example: { name: 'My laptop' },
    response: z.object({ key: apiKeySchema, secret: z.string() }),
    errors: [],
  }),
  listApiKeys: defineEndpoint({
    method: 'GET',
    path: '/api/keys',
    summary: 'The API keys of the signed-in user that are not revoked',
    auth: 'session',
    status: 200,
    response: z.object({ keys: z.array(apiKeySchema) }),
    errors: [],
  }),
  revokeApiKey: defineEndpoint({
    method: 'DELETE',
    path: '/api/keys/:id',
    summary: 'Revoke an API key at once',
    auth: 'session',
    status: 204,
    params: idParamsSchema,
    errors: ['not_found'],
  }),
};
