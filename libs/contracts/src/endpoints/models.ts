import { z } from 'zod';
import { modelCardSchema } from '../llm/model-card.ts';
import { defineEndpoint } from './define-endpoint.ts';

/** Prices in credits per million tokens, as people read them. */
export const modelSchema = modelCardSchema
  .omit({ price: true })
  .extend({ price: z.object({ input: z.number(), cacheRead: z.number(), output: z.number() }) });
export type Model = z.output<typeof modelSchema>;

export const modelEndpoints = {
  listModels: defineEndpoint({
    method: 'GET',
    path: '/api/models',
    summary: 'The models that can be called, with their prices',
    auth: 'caller',
    status: 200,
    response: z.object({ models: z.array(modelSchema) }),
    errors: [],
  }),
};
