import { z } from 'zod';
import { disclosureFields } from '../answers/disclosure.schema.ts';

/**
 * What `POST /v1/chat/completions` answers: https://platform.openai.com/docs/api-reference/chat/object. Members that a provider adds
 * come through, so nothing here is closed.
 */
const finishReasonSchema = z.enum(['stop', 'length', 'tool_calls', 'content_filter', 'function_call']);

const tokens = z.number().int().min(0);

const usageSchema = z
  .looseObject({
    prompt_tokens: tokens,
    completion_tokens: tokens,
    total_tokens: tokens,
    prompt_tokens_details: z.looseObject({ cached_tokens: tokens, cache_write_tokens: tokens }),
    completion_tokens_details: z.looseObject({ reasoning_tokens: tokens }),
    ...disclosureFields,
  })
  .meta({ id: 'ChatCompletionUsage' });

const head = {
  id: z.string(),
  created: z.number().int().describe('Unix seconds.'),
  model: z.string().describe('The model that answered.'),
};

const toolCallSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }).optional(),
});

const messageSchema = z.looseObject({
  role: z.literal('assistant'),
  content: z.string().nullable(),
  refusal: z.string().nullable(),
  reasoning_content: z.string().optional(),
  tool_calls: z.array(toolCallSchema).optional(),
});

export const chatCompletionAnswerSchema = z
  .looseObject({
    ...head,
    object: z.literal('chat.completion'),
    choices: z
      .array(
        z.looseObject({
          index: z.number().int(),
          message: messageSchema,
          finish_reason: finishReasonSchema.nullable(),
        }),
      )
      .min(1),
    usage: usageSchema,
  })
  .meta({ id: 'ChatCompletion' });

const deltaSchema = z.looseObject({
  role: z.string().optional(),
  content: z.string().nullable().optional(),
  reasoning_content: z.string().optional(),
  tool_calls: z.array(z.looseObject({ index: z.number().int() })).optional(),
});

export const chatCompletionChunkSchema = z
  .looseObject({
    ...head,
    object: z.literal('chat.completion.chunk'),
    choices: z.array(
      z.looseObject({
        index: z.number().int(),
        delta: deltaSchema,
        finish_reason: finishReasonSchema.nullable().optional(),
      }),
    ),
    usage: usageSchema.nullable().optional(),
  })
  .meta({ id: 'ChatCompletionChunk' });
