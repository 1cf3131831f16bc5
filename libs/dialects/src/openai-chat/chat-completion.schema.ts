import { modelFields, reasoningEffortSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { jsonObjectSchema } from '../requests/json-object.ts';
import { cacheControlSchema, foreignPartSchema, toolNameSchema, unsupportedType } from '../requests/request-fields.ts';

/**
 * The body of `POST /v1/chat/completions` as clients send it: https://platform.openai.com/docs/api-reference/chat/create.
 * Fields that are not named here are ignored, those that are named are checked.
 */
const textPart = z.object({ type: z.literal('text'), text: z.string(), cache_control: cacheControlSchema });
const refusalPart = z.object({ type: z.literal('refusal'), refusal: z.string() });
const imagePart = z.object({
  type: z.literal('image_url'),
  image_url: z.object({ url: z.string(), detail: z.enum(['auto', 'low', 'high', 'original']).nullish() }),
  cache_control: cacheControlSchema,
});

const filePart = z.object({
  type: z.literal('file'),
  file: z.object({ file_data: z.string().nullish(), filename: z.string().nullish(), file_id: z.unknown().optional() }),
  cache_control: cacheControlSchema,
});

const KNOWN_PARTS = ['text', 'image_url', 'file', 'refusal'] as const;
const foreignPart = (supported: readonly string[]) =>
  foreignPartSchema(KNOWN_PARTS, unsupportedType('content part', supported));

const partType = (supported: readonly string[]) => ({
  error: (issue: { code?: string }) =>
    issue.code === 'invalid_union' ? unsupportedType('content part', supported) : undefined,
});

const textContent = z.union([z.string(), z.array(textPart)], { error: 'must be a string or an array of text parts' });
const USER_PARTS = ['text', 'image_url', 'file'];
const userContent = z.union(
  [
    z.string(),
    z.array(
      z.union([
        z.discriminatedUnion('type', [textPart, imagePart, filePart], partType(USER_PARTS)),
        foreignPart(USER_PARTS),
      ]),
    ),
  ],
  { error: 'must be a string or an array of content parts' },
);
const assistantContent = z.union(
  [z.string(), z.array(z.discriminatedUnion('type', [textPart, refusalPart], partType(['text', 'refusal'])))],
  { error: 'must be a string, an array of content parts or null' },
);

const functionCall = z.object({
  id: z.string().min(1),
  type: z.literal('function').default('function'),
  function: z.object({ name: z.string().min(1), arguments: z.string().nullish() }),
});
/** Calls of `custom` tools, and kinds still to come: OpenAI's own models know what they are. */
const foreignCall = z
  .looseObject({ id: z.string().min(1), type: z.string().refine((type) => type !== 'function') })
  .transform(({ id }) => ({ type: 'foreign' as const, id }));
const toolCall = z.union([functionCall, foreignCall]);

const name = z.string().nullish();

export const chatMessageSchema = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.literal('system'), content: textContent, name }),
    z.object({ role: z.literal('developer'), content: textContent, name }),
    z.object({ role: z.literal('user'), content: userContent, name }),
    z.object({
      role: z.literal('assistant'),
      content: assistantContent.nullish(),
      refusal: z.string().nullish(),
      reasoning_content: z.string().nullish(),
      tool_calls: z.array(toolCall).nullish(),
      function_call: z.unknown().optional(),
      audio: z.unknown().optional(),
      name,
    }),
    z.object({
      role: z.literal('tool'),
      tool_call_id: z.string().min(1),
      content: userContent,
      cache_control: cacheControlSchema,
    }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union' ? 'must be one of "system", "developer", "user", "assistant", "tool"' : undefined,
  },
);

const functionTool = z.object({
  type: z.literal('function'),
  function: z.object({
    name: toolNameSchema,
    description: z.string().nullish(),
    parameters: jsonObjectSchema.nullish(),
    strict: z.boolean().nullish(),
    cache_control: cacheControlSchema,
  }),
  cache_control: cacheControlSchema,
});

const foreignTool = z
  .looseObject({ type: z.string().refine((type) => type !== 'function') })
  .transform(() => ({ type: 'foreign' as const }));
const toolSchema = z.union([functionTool, foreignTool]);

const functionChoice = z.object({ type: z.literal('function'), function: z.object({ name: z.string().min(1) }) });

const toolChoiceSchema = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    functionChoice,
    z.object({
      type: z.literal('allowed_tools'),
      allowed_tools: z.object({ mode: z.enum(['auto', 'required']), tools: z.array(functionChoice).min(1) }),
    }),
    foreignPartSchema(['function', 'allowed_tools'], 'is not a kind of tool choice'),
  ],
  { error: 'must be "none", "auto", "required" or an object that names a function' },
);

const responseFormatSchema = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('text') }),
    z.object({ type: z.literal('json_object') }),
    z.object({
      type: z.literal('json_schema'),
      json_schema: z.object({
        name: z.string().min(1),
        schema: jsonObjectSchema.nullish(),
        strict: z.boolean().nullish(),
      }),
    }),
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union' ? 'must be one of "text", "json_object", "json_schema"' : undefined,
  },
);

/** OpenAI's own limit. */
const MAX_TOOLS = 128;
const MAX_STOP_SEQUENCES = 16;
/** Each has an output of its own, which the hold has to cover. */
const MAX_ANSWERS = 8;

const penalty = z.number().min(-2).max(2).nullish();
const flag = z.boolean().nullish();

export const chatCompletionSchema = z.object({
  ...modelFields,
  messages: z.array(chatMessageSchema).min(1),
  stream: flag,
  stream_options: z.object({ include_usage: flag }).nullish(),
  tools: z.array(toolSchema).max(MAX_TOOLS).nullish(),
  tool_choice: toolChoiceSchema.nullish(),
  parallel_tool_calls: flag,
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  stop: z
    .union([z.string(), z.array(z.string()).max(MAX_STOP_SEQUENCES)], {
      error: 'must be a string or an array of strings',
    })
    .nullish(),
  response_format: responseFormatSchema.nullish(),
  reasoning_effort: reasoningEffortSchema.nullish(),
  top_k: z.number().int().min(0).nullish(),
  seed: z.number().int().nullish(),
  n: z.number().int().min(1).max(MAX_ANSWERS).nullish(),
  logprobs: flag,
  top_logprobs: z.number().int().min(0).max(20).nullish(),
  modalities: z.array(z.string()).nullish(),
  frequency_penalty: penalty,
  presence_penalty: penalty,
  logit_bias: z.record(z.string(), z.number()).nullish(),
  audio: z.unknown().optional(),
  functions: z.array(z.unknown()).nullish(),
  web_search_options: z.unknown().optional(),
  prediction: z.unknown().optional(),
  moderation: z.unknown().optional(),
  service_tier: z.string().nullish(),
  verbosity: z.string().nullish(),
  store: flag,
});

chatCompletionSchema.register(z.globalRegistry, { id: 'ChatCompletionRequest' });

export type ChatCompletionBody = z.output<typeof chatCompletionSchema>;
export type ChatCompletionMessage = ChatCompletionBody['messages'][number];
