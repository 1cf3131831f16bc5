import { modelNameSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';

/**
 * The body of `POST /v1/embeddings`: https://platform.openai.com/docs/api-reference/embeddings/create. Fields that are not named
 * here are passed on; `input` has four forms, which parse-embeddings.ts tells apart.
 */
export const embeddingsSchema = z.object({
  model: modelNameSchema,
  input: z.unknown().describe('A text, an array of texts, the tokens of a text, or an array of such tokens.'),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.number().int().min(1).nullish(),
  user: z.string().nullish(),
});
