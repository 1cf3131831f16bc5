import { defineEndpoint } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { anthropicHeaders } from './anthropic-messages/messages.endpoint.ts';

/** A model of embeddings puts out nothing, and has no price for it. */
const pricing = z.looseObject({
  unit: z.literal('credits per million tokens'),
  input: z.number(),
  output: z.number().optional(),
});

const openAiModelSchema = z
  .looseObject({ id: z.string(), object: z.literal('model'), created: z.number().int(), owned_by: z.string(), pricing })
  .meta({ id: 'OpenAiModel' });

const anthropicModelSchema = z
  .looseObject({ id: z.string(), type: z.literal('model'), display_name: z.string(), created_at: z.string(), pricing })
  .meta({ id: 'AnthropicModel' });

export const modelListEndpoints = {
  listCallableModels: defineEndpoint({
    method: 'GET',
    path: '/v1/models',
    summary:
      "The models that can be called, in OpenAI's form, or in Anthropic's for callers who send `anthropic-version`",
    auth: 'caller',
    status: 200,
    headers: z.object({ 'anthropic-version': anthropicHeaders['anthropic-version'] }),
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
    envelope: 'openai',
  }),
};
