import { modelNameSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';

const text = { type: 'string', minLength: 1 };
const tokens = { type: 'array', minItems: 1, items: { type: 'integer', minimum: 0 } };

/** OpenAI's own limit of one request. */
export const MAX_INPUTS = 2_048;

/** Its forms are told apart by parse-embeddings.ts, which names the one text of thousands that is wrong. */
const inputSchema = z.unknown().meta({
  description: 'A text, an array of texts, the tokens of a text, or an array of such tokens.',
  anyOf: [text, tokens, { type: 'array', minItems: 1, maxItems: MAX_INPUTS, items: { anyOf: [text, tokens] } }],
});

/**
 * The body of `POST /v1/embeddings`: https://platform.openai.com/docs/api-reference/embeddings/create. Fields that are not named
 * here are passed on.
 */
export const embeddingsSchema = z.object({
  model: modelNameSchema,
  input: inputSchema,
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.number().int().min(1).nullish(),
  user: z.string().nullish(),
});
