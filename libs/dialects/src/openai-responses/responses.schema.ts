import { modelFields } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { jsonObjectSchema } from '../requests/json-object.ts';

/**
 * The body of `POST /v1/responses` as clients send it: https://platform.openai.com/docs/api-reference/responses/create. Fields that
 * are not named here are ignored, those that are named are checked; items of `input` and tools are checked one by one, since new
 * kinds of both come with each release of a client.
 */
const flag = z.boolean().nullish();
const text = z.string().nullish();

const typed = (noun: string) =>
  z.looseObject(
    { type: z.string() },
    { error: (issue) => (issue.input === undefined ? undefined : `must be ${noun}`) },
  );

const textFormatSchema = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('text') }),
    z.object({ type: z.literal('json_object') }),
    z.object({
      type: z.literal('json_schema'),
      name: z.string().min(1),
      schema: jsonObjectSchema,
      strict: flag,
    }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union' ? 'must be one of "text", "json_object", "json_schema"' : undefined,
  },
);

/** OpenAI's own limits: https://platform.openai.com/docs/api-reference/responses/create#responses_create-metadata. */
const MAX_METADATA_PAIRS = 16;
const metadataSchema = z
  .record(z.string().max(64), z.string().max(512))
  .refine((pairs) => Object.keys(pairs).length <= MAX_METADATA_PAIRS, {
    error: `must hold at most ${MAX_METADATA_PAIRS} pairs`,
  })
  .nullish();

/** OpenAI's own limit. */
const MAX_TOOLS = 128;

export const responsesSchema = z.object({
  ...modelFields,
  input: z
    .union([z.string(), z.array(z.looseObject({}, { error: 'must be an object' }))], {
      error: 'must be a string or an array of items',
    })
    .nullish(),
  instructions: text,
  previous_response_id: text,
  conversation: z.unknown().optional(),
  prompt: z.unknown().optional(),
  store: flag,
  background: flag,
  stream: flag,
  include: z.array(z.string()).nullish(),
  metadata: metadataSchema,
  tools: z.array(typed('a tool, with its type')).max(MAX_TOOLS).nullish(),
  tool_choice: z
    .union([z.enum(['none', 'auto', 'required']), typed('an object that names a tool')], {
      error: 'must be "none", "auto", "required" or an object that names a tool',
    })
    .nullish(),
  parallel_tool_calls: flag,
  max_output_tokens: z.number().int().min(1).nullish(),
  max_tool_calls: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  text: z.object({ format: textFormatSchema.nullish(), verbosity: text }).nullish(),
  reasoning: z
    .object({
      effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
      summary: text,
    })
    .nullish(),
  truncation: z.enum(['auto', 'disabled']).nullish(),
  prompt_cache_key: text,
  service_tier: text,
  safety_identifier: text,
  user: text,
  context_management: z.array(z.unknown()).nullish(),
  moderation: z.unknown().optional(),
});

responsesSchema.register(z.globalRegistry, { id: 'ResponsesRequest' });

export type ResponsesBody = z.output<typeof responsesSchema>;
export type ResponsesTool = NonNullable<ResponsesBody['tools']>[number];
