import { modelKindSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { providerKeyListSchema } from '../keys/provider-keys.schema.ts';

const usDollars = z.number().min(0, 'is US$ per million tokens, 0 for a free model');

/** What is left out costs what plain input costs. */
const priceMembers = {
  inputPrice: usDollars,
  /** 0 for a model of embeddings. */
  outputPrice: usDollars,
  cacheReadPrice: usDollars.optional(),
  cacheWrite5mPrice: usDollars.optional(),
  cacheWrite1hPrice: usDollars.optional(),
};
const compatiblePriceSchema = z.strictObject(priceMembers);

const compatibleModelSchema = z.strictObject({
  /** The name callers use. */
  id: z.string().min(1).max(200),
  /** The name the server uses, when it is another. */
  upstreamId: z.string().min(1).optional(),
  displayName: z.string().min(1).max(200).optional(),
  kind: modelKindSchema.optional(),
  ...priceMembers,
  contextTokens: z.number().int().positive().optional(),
  maxOutputTokens: z.number().int().positive().optional(),
  /** What is left out is taken to be there: the server refuses what it cannot do in its own words. */
  capabilities: z
    .strictObject({ tools: z.boolean().optional(), images: z.boolean().optional(), reasoning: z.boolean().optional() })
    .optional(),
});

const modelsSchema = z
  .array(compatibleModelSchema)
  .min(1, 'leave it out to offer whatever the server lists')
  .superRefine((models, context) => refuseTwice(models, 'model', context));

const endpointMembers = {
  id: z
    .string()
    .max(50)
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'takes lower-case letters, digits and dashes, e.g. "house"')
    .refine(
      (id) => !['anthropic', 'openai'].includes(id) && !id.startsWith('simulator'),
      'is the name of a built-in provider',
    ),
  apiKey: z.string().min(1).optional(),
  /** Several, taken in turn by weight. */
  apiKeys: providerKeyListSchema.optional(),
  displayName: z.string().min(1).max(100).optional(),
  /** Without it the models are whatever `/v1/models` lists, each under `<id>/<model>`. */
  models: modelsSchema.optional(),
  /** The price of models that are listed rather than configured; free when absent. */
  defaultPrice: compatiblePriceSchema.optional(),
};

const openAiEndpointSchema = z.strictObject({
  ...endpointMembers,
  /** With its `/v1`, as the official SDK wants it, e.g. http://localhost:8000/v1. */
  baseUrl: z.url({
    protocol: /^https?$/,
    error: 'is an http(s) URL that ends in /v1, e.g. "http://localhost:8000/v1"',
  }),
  /** What the server speaks: chat completions, which is all without it, and the Responses API too. */
  api: z
    .array(z.enum(['chat', 'responses']))
    .refine((names) => names.includes('chat'), 'names "chat", which calls of other dialects are converted to')
    .optional(),
});

const anthropicEndpointSchema = z.strictObject({
  ...endpointMembers,
  /** Without `/v1`, which the official SDK adds, e.g. http://localhost:8080. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'is an http(s) URL without /v1, e.g. "http://localhost:8080"' })
    .refine((url) => !/\/v1\/*$/.test(url), 'goes without /v1, as Anthropic’s SDK wants it'),
  models: modelsSchema
    .refine((models) => models.every(({ kind }) => kind !== 'embedding'), 'cannot be embeddings: Anthropic has none')
    .optional(),
  api: z.undefined('has no meaning here: the server speaks Anthropic’s Messages API').optional(),
});

export type CompatiblePrice = z.output<typeof compatiblePriceSchema>;
export type CompatibleModel = z.output<typeof compatibleModelSchema>;
/** Of either family: `api` says what a server of OpenAI's family speaks. */
export type CompatibleEndpoint = z.output<typeof openAiEndpointSchema>;

const jsonText = (example: string) =>
  z.string().transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: `is not valid JSON; write e.g. ${example}` });
      return z.NEVER;
    }
  });

function endpointsSchema<Output extends CompatibleEndpoint>(endpoint: z.ZodType<Output>, example: string) {
  const list = z.array(endpoint, `is a list of endpoints; write e.g. ${example}`).superRefine((endpoints, context) => {
    refuseTwice(endpoints, 'endpoint', context);
    const both = endpoints.find(({ apiKey, apiKeys }) => apiKey !== undefined && apiKeys !== undefined);
    if (both) context.addIssue({ code: 'custom', message: `gives "${both.id}" both apiKey and apiKeys` });
  });
  return jsonText(example).pipe(list);
}

function refuseTwice(named: { id: string }[], noun: string, context: z.RefinementCtx): void {
  const ids = named.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) context.addIssue({ code: 'custom', message: `names the ${noun} "${twice}" twice` });
}

/** OPENAI_COMPATIBLE_ENDPOINTS: JSON text of a list of endpoints; prices are US$ per million tokens. */
export const openAiEndpointsSchema = endpointsSchema(
  openAiEndpointSchema,
  '[{"id":"house","baseUrl":"http://localhost:8000/v1"}]',
);

/** ANTHROPIC_COMPATIBLE_ENDPOINTS: the same for servers that speak Anthropic's Messages API. */
export const anthropicEndpointsSchema = endpointsSchema(
  anthropicEndpointSchema,
  '[{"id":"house","baseUrl":"http://localhost:8080"}]',
);
