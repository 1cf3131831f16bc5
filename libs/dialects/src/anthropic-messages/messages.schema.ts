import { modelFields } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { jsonObjectSchema } from '../requests/json-object.ts';
import { cacheControlSchema, foreignPartSchema, toolNameSchema, unsupportedType } from '../requests/request-fields.ts';

/**
 * The body of `POST /v1/messages` as clients send it: https://docs.anthropic.com/en/api/messages. Fields that are not named here
 * are ignored (Claude Code sends new ones with each release), those that are named are checked.
 */
const cache_control = cacheControlSchema;

const textBlock = z.object({ type: z.literal('text'), text: z.string(), cache_control });

/** Every type of block that the hub knows; in the wrong place they are a mistake. */
const KNOWN_BLOCKS = [
  'text',
  'image',
  'document',
  'tool_use',
  'tool_result',
  'tool_reference',
  'thinking',
  'redacted_thinking',
] as const;

const foreignBlock = (supported: readonly string[]) =>
  foreignPartSchema(KNOWN_BLOCKS, unsupportedType('content block', supported));

const imageSource = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('base64'), media_type: z.string().nullish(), data: z.string() }),
    z.object({ type: z.literal('url'), url: z.string() }),
  ],
  blockType('image source', ['base64', 'url']),
);
const imageBlock = z.object({ type: z.literal('image'), source: imageSource, cache_control });

const documentSource = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('base64'), media_type: z.string().nullish(), data: z.string() }),
    z.object({ type: z.literal('text'), media_type: z.string().nullish(), data: z.string() }),
    z.object({ type: z.literal('url'), url: z.string() }),
    z.looseObject({ type: z.literal('content') }),
  ],
  blockType('document source', ['base64', 'text', 'url', 'content']),
);
const documentBlock = z.object({
  type: z.literal('document'),
  source: documentSource,
  title: z.string().nullish(),
  context: z.string().nullish(),
  citations: z.object({ enabled: z.boolean().nullish() }).nullish(),
  cache_control,
});

const toolResultContent = z.union(
  [
    z.string(),
    z.array(
      z.union([
        z.discriminatedUnion(
          'type',
          [
            textBlock,
            imageBlock,
            documentBlock,
            z.object({ type: z.literal('tool_reference'), tool_name: z.string() }),
          ],
          blockType('content block', ['text', 'image', 'document', 'tool_reference']),
        ),
        foreignBlock(['text', 'image', 'document', 'tool_reference']),
      ]),
    ),
  ],
  { error: 'must be a string or an array of content blocks' },
);

const toolResultBlock = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string().min(1),
  content: toolResultContent.nullish(),
  is_error: z.boolean().nullish(),
  cache_control,
});

const thinkingBlock = z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().nullish() });
const redactedThinkingBlock = z.object({ type: z.literal('redacted_thinking'), data: z.string().min(1) });
const toolUseBlock = z.object({
  type: z.literal('tool_use'),
  id: z.string().min(1),
  name: z.string().min(1),
  input: jsonObjectSchema,
  cache_control,
});

const textContent = z.union([z.string(), z.array(textBlock)], {
  error: 'must be a string or an array of text blocks',
});

const userContent = z.union(
  [
    z.string(),
    z.array(
      z.union([
        z.discriminatedUnion(
          'type',
          [textBlock, imageBlock, documentBlock, toolResultBlock],
          blockType('content block', ['text', 'image', 'document', 'tool_result']),
        ),
        foreignBlock(['text', 'image', 'document', 'tool_result']),
      ]),
    ),
  ],
  { error: 'must be a string or an array of content blocks' },
);

const assistantContent = z.union(
  [
    z.string(),
    z.array(
      z.union([
        z.discriminatedUnion(
          'type',
          [textBlock, thinkingBlock, redactedThinkingBlock, toolUseBlock],
          blockType('content block', ['text', 'thinking', 'redacted_thinking', 'tool_use']),
        ),
        foreignBlock(['text', 'thinking', 'redacted_thinking', 'tool_use']),
      ]),
    ),
  ],
  { error: 'must be a string or an array of content blocks' },
);

const messageSchema = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.literal('user'), content: userContent }),
    z.object({ role: z.literal('assistant'), content: assistantContent }),
    z.object({ role: z.literal('system'), content: textContent }),
  ],
  {
    error: (issue) => (issue.code === 'invalid_union' ? 'must be one of "user", "assistant", "system"' : undefined),
  },
);

const customTool = z.object({
  type: z.literal('custom').nullish(),
  name: toolNameSchema,
  description: z.string().nullish(),
  input_schema: jsonObjectSchema,
  strict: z.boolean().nullish(),
  cache_control,
});
/** A tool that Anthropic defines: run by the caller (`bash_20250124`) or by Anthropic itself (`web_search_20250305`). */
const definedTool = z
  .looseObject({
    type: z.string().refine((type) => type !== 'custom', { error: 'must be "custom" for a tool with an input_schema' }),
    name: z.string().nullish(),
    max_uses: z.number().int().min(0).nullish(),
  })
  .transform(({ type, name, max_uses: maxUses }) => ({ type: 'defined' as const, kind: type, name, maxUses }));
const toolSchema = z.union([customTool, definedTool]);

const disable_parallel_tool_use = z.boolean().nullish();

const toolChoiceSchema = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.enum(['auto', 'any']), disable_parallel_tool_use }),
    z.object({ type: z.literal('tool'), name: z.string().min(1), disable_parallel_tool_use }),
    z.object({ type: z.literal('none') }),
  ],
  {
    error: (issue) => (issue.code === 'invalid_union' ? 'must be one of "auto", "any", "tool", "none"' : undefined),
  },
);

const outputFormatSchema = z.object({ type: z.literal('json_schema'), schema: jsonObjectSchema }).nullish();

export const messagesSchema = z.object({
  ...modelFields,
  max_tokens: z.number().int().min(1),
  messages: z.array(messageSchema).min(1),
  system: textContent.nullish(),
  stream: z.boolean().nullish(),
  tools: z.array(toolSchema).nullish(),
  tool_choice: toolChoiceSchema.nullish(),
  temperature: z.number().min(0).max(1).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: z.number().int().min(0).nullish(),
  stop_sequences: z.array(z.string()).nullish(),
  thinking: z.object({ type: z.string(), budget_tokens: z.number().int().min(1).nullish() }).nullish(),
  output_config: z
    .object({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
      format: outputFormatSchema,
    })
    .nullish(),
  output_format: outputFormatSchema,
  cache_control,
  container: z.unknown().optional(),
  context_management: z.unknown().optional(),
  inference_geo: z.unknown().optional(),
  mcp_servers: z.array(z.unknown()).nullish(),
  speed: z.string().nullish(),
});

messagesSchema.register(z.globalRegistry, { id: 'MessagesRequest' });

export type DocumentBlock = z.output<typeof documentBlock>;
export type MessagesBody = z.output<typeof messagesSchema>;
export type MessagesMessage = MessagesBody['messages'][number];

function blockType(kind: string, supported: readonly string[]) {
  return {
    error: (issue: { code?: string }) =>
      issue.code === 'invalid_union' ? unsupportedType(kind, supported) : undefined,
  };
}
