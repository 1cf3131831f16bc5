import { defineEndpoint } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { anthropicHeaders } from './anthropic-messages/messages.endpoint.ts';

/** A model of embeddings puts out nothing, and has no price for it. */
const pricing = z.looseObject({
  unit: z.literal('credits per million tokens'),
  input: z.number(),
  output: z.number().optional(),
});

/** On a name that stands for models: those that may answer, in order. Limits and prices beside it are the first one's. */
const aliasOf = z.array(z.string()).min(1).optional();

const openAiModelSchema = z
  .looseObject({
    ...{ id: z.string(), object: z.literal('model'), created: z.number().int(), owned_by: z.string() },
    ...{ alias_of: aliasOf, pricing },
  })
  .meta({ id: 'OpenAiModel' });

const anthropicModelSchema = z
  .looseObject({
    ...{ id: z.string(), type: z.literal('model'), display_name: z.string(), created_at: z.string() },
    ...{ alias_of: aliasOf, pricing },
  })
  .meta({ id: 'AnthropicModel' });

const headers = z.object({ 'anthropic-version': anthropicHeaders['anthropic-version'] });
const cursor = z.string().min(1).max(200).optional();

/** Anthropic's way to read a list in pages; OpenAI's list has none, and is always whole. */
export const modelListQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(20),
  after_id: cursor,
  before_id: cursor,
});
export type ModelListQuery = z.output<typeof modelListQuerySchema>;

export const modelListEndpoints = {
  listCallableModels: defineEndpoint({
    method: 'GET',
    path: '/v1/models',
    summary:
      "The models that can be called, in OpenAI's form, or in Anthropic's for callers who send `anthropic-version`",
    description:
      "Names that stand for models (`auto`, the operator's aliases) come last, with `alias_of`. `limit`, `after_id` and `before_id` page Anthropic's form; OpenAI's is always whole.",
    auth: 'caller',
    status: 200,
    headers,
    query: modelListQuerySchema,
    response: z.union([
      z.looseObject({ object: z.literal('list'), data: z.array(openAiModelSchema) }).meta({ id: 'OpenAiModelList' }),
      z
        .looseObject({
          data: z.array(anthropicModelSchema),
          has_more: z.boolean(),
          first_id: z.string().nullable(),
          last_id: z.string().nullable(),
        })
        .meta({ id: 'AnthropicModelList' }),
    ]),
    errors: [],
    envelope: 'by-version',
  }),
  readCallableModel: defineEndpoint({
    method: 'GET',
    path: '/v1/models/:id',
    summary: 'One model, by its id or any other name that it can be called by',
    auth: 'caller',
    status: 200,
    headers,
    params: z.object({ id: z.string().min(1).max(200) }),
    response: z.union([openAiModelSchema, anthropicModelSchema]),
    errors: ['model_not_found'],
    envelope: 'by-version',
  }),
};
