import { callHeaders, defineEndpoint, callRequestHeadersSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { callErrors } from '../requests/call-errors.ts';
import { embeddingsSchema } from './embeddings.schema.ts';

const embeddingsAnswerSchema = z
  .object({
    object: z.literal('list'),
    data: z.array(
      z.object({
        object: z.literal('embedding'),
        index: z.number().int(),
        embedding: z
          .union([z.array(z.number()), z.string()])
          .describe('Numbers, or base64 of little-endian 32-bit floats where `encoding_format` is `base64`.'),
      }),
    ),
    model: z.string().describe('The model that answered.'),
    usage: z.object({
      prompt_tokens: z.number().int(),
      total_tokens: z.number().int(),
      cost: z.number().describe('What was charged, in credits.'),
    }),
  })
  .meta({ id: 'EmbeddingList' });

export const embeddingsEndpoints = {
  createEmbeddings: defineEndpoint({
    method: 'POST',
    path: '/v1/embeddings',
    summary: 'Vectors of texts, for every model of embeddings',
    description:
      'As [OpenAI describes it](https://platform.openai.com/docs/api-reference/embeddings/create). At most 2,048 texts and 300,000 tokens ' +
      'a request; members that are not named here are passed on.',
    auth: 'caller',
    status: 200,
    headers: callRequestHeadersSchema,
    body: embeddingsSchema,
    example: { model: 'simulator-embedding', input: ['The quick brown fox', 'jumps over the lazy dog'] },
    response: embeddingsAnswerSchema,
    answerHeaders: callHeaders,
    errors: callErrors,
    envelope: 'openai',
  }),
};
