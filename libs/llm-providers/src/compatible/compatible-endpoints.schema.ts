import { z } from 'zod';

const usDollars = z.number().min(0, 'is US$ per million tokens, 0 for a free model');

const compatibleModelSchema = z.strictObject({
  /** The name callers use. */
  id: z.string().min(1).max(200),
  /** The name the server uses, when it is another. */
  upstreamId: z.string().min(1).optional(),
  displayName: z.string().min(1).max(200).optional(),
  inputPrice: usDollars,
  outputPrice: usDollars,
  contextTokens: z.number().int().positive().optional(),
  maxOutputTokens: z.number().int().positive().optional(),
});

const compatibleEndpointSchema = z.strictObject({
  id: z
    .string()
    .max(50)
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'takes lower-case letters, digits and dashes, e.g. "ollama"')
    .refine(
      (id) => !['anthropic', 'openai'].includes(id) && !id.startsWith('simulator'),
      'is the name of a built-in provider',
    ),
  /** With its `/v1`, as the official SDK wants it, e.g. http://localhost:11434/v1. */
  baseUrl: z.url({
    protocol: /^https?$/,
    error: 'is an http(s) URL that ends in /v1, e.g. "http://localhost:11434/v1"',
  }),
  apiKey: z.string().min(1).optional(),
  displayName: z.string().min(1).max(100).optional(),
  /** What the server speaks: chat completions, which is all without it, and the Responses API too. */
  api: z
    .array(z.enum(['chat', 'responses']))
    .refine((names) => names.includes('chat'), 'names "chat", which calls of other dialects are converted to')
    .optional(),
  /** Without it the models are whatever `/v1/models` lists, each under `<id>/<model>`. */
  models: z.array(compatibleModelSchema).min(1, 'leave it out to offer whatever the server lists').optional(),
  /** The price of models that are listed rather than configured; free when absent. */
  defaultPrice: z.strictObject({ inputPrice: usDollars, outputPrice: usDollars }).optional(),
});

export type CompatibleModel = z.output<typeof compatibleModelSchema>;
export type CompatibleEndpoint = z.output<typeof compatibleEndpointSchema>;

const EXAMPLE = '[{"id":"ollama","baseUrl":"http://localhost:11434/v1"}]';

const jsonText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: `is not valid JSON; write e.g. ${EXAMPLE}` });
    return z.NEVER;
  }
});

const endpointListSchema = z
  .array(compatibleEndpointSchema, `is a list of endpoints; write e.g. ${EXAMPLE}`)
  .superRefine((endpoints, context) => {
    const ids = endpoints.map((endpoint) => endpoint.id);
    const twice = ids.find((id, at) => ids.indexOf(id) !== at);
    if (twice !== undefined) context.addIssue({ code: 'custom', message: `names the endpoint "${twice}" twice` });
  });

/** OPENAI_COMPATIBLE_ENDPOINTS: JSON text of a list of endpoints; prices are US$ per million tokens. */
export const compatibleEndpointsSchema = jsonText.pipe(endpointListSchema);
