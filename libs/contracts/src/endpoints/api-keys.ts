import { z } from 'zod';
import { MAX_MODELS, modelNameSchema } from '../llm/requested-models.ts';
import { budgetLimitsSchema, budgetSchema } from './budgets.ts';
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
    /** null: no limit of the key's own. */
    requestsPerMinute: z.number().int().nullable(),
    tokensPerMinute: z.number().int().nullable(),
    /** Which models may answer where the only one of a call fails or breaks off, in this order. */
    fallbackModels: z.array(z.string()),
    budgets: z.array(budgetSchema),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.output<typeof apiKeySchema>;

const perMinuteSchema = z
  .number()
  .int('must be a whole number')
  .min(1, 'must be 1 or more; leave it out for no limit')
  .max(1_000_000_000, 'must be at most a billion')
  .nullable();

/** What a key may do. A member that is left out stays as it is; `null` takes a limit away. */
const keyLimitsSchema = z.object({
  requestsPerMinute: perMinuteSchema.optional(),
  /** Of prompts and answers together: estimated when a call begins, corrected when it ends. */
  tokensPerMinute: perMinuteSchema.optional(),
  /** Names as calls write them. Behind a call that names one model; what a name leads to is looked up with each call. */
  fallbackModels: z
    .array(modelNameSchema.regex(/^\P{Cc}*$/u, 'must not hold line breaks or other control characters'))
    .max(MAX_MODELS - 1)
    .optional(),
  budgets: budgetLimitsSchema.optional(),
});
export type KeyLimits = z.output<typeof keyLimitsSchema>;

export const createApiKeyBodySchema = keyLimitsSchema.extend({ name: lineSchema.max(60) });
export const changeApiKeyBodySchema = createApiKeyBodySchema.partial();
export type ChangeApiKey = z.output<typeof changeApiKeyBodySchema>;

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
  changeApiKey: defineEndpoint({
    method: 'PATCH',
    path: '/api/keys/:id',
    summary: 'Rename an API key, or change its limits, its budgets and the models that help out',
    auth: 'session',
    status: 200,
    params: idParamsSchema,
    body: changeApiKeyBodySchema,
    example: { requestsPerMinute: 60, fallbackModels: ['gpt-mini-latest'], budgets: { day: 5, month: 50 } },
    response: z.object({ key: apiKeySchema }),
    errors: ['not_found'],
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
