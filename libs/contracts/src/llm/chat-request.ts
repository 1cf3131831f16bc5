import { z } from 'zod';

/**
 * The hub's own form of a chat call. Each dialect is parsed into it at the edge and each provider adapter converts from it,
 * so that N dialects and M providers need N + M converters.
 */
const cacheControl = z.object({ ttl: z.enum(['5m', '1h']) });

export const textPartSchema = z.object({
  type: z.literal('text'),
  text: z.string(),
  cacheControl: cacheControl.optional(),
});

export const imagePartSchema = z.object({
  type: z.literal('image'),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('url'), url: z.string() }),
    z.object({ kind: z.literal('base64'), mediaType: z.string(), data: z.string() }),
  ]),
  detail: z.enum(['auto', 'low', 'high', 'original']).optional(),
  cacheControl: cacheControl.optional(),
});

/** A file for the model to read: a PDF, or plain text. */
export const documentPartSchema = z.object({
  type: z.literal('document'),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('url'), url: z.string() }),
    z.object({ kind: z.literal('base64'), mediaType: z.string(), data: z.string() }),
    z.object({ kind: z.literal('text'), text: z.string() }),
  ]),
  /** A title or a file name. */
  title: z.string().optional(),
  cacheControl: cacheControl.optional(),
});

/** Signed or redacted reasoning must be replayed to the provider that made it, untouched. */
export const reasoningPartSchema = z.object({
  type: z.literal('reasoning'),
  text: z.string(),
  signature: z.string().optional(),
});

export const toolCallPartSchema = z.object({
  type: z.literal('tool_call'),
  id: z.string(),
  name: z.string(),
  /** JSON text exactly as the model wrote it: it may be empty or broken, and is then passed on as it is. */
  argumentsJson: z.string(),
  cacheControl: cacheControl.optional(),
});

export const toolResultPartSchema = z.object({
  type: z.literal('tool_result'),
  toolCallId: z.string(),
  content: z.array(z.discriminatedUnion('type', [textPartSchema, imagePartSchema, documentPartSchema])),
  isError: z.boolean().default(false),
  cacheControl: cacheControl.optional(),
});

export const contentPartSchema = z.discriminatedUnion('type', [
  textPartSchema,
  imagePartSchema,
  documentPartSchema,
  reasoningPartSchema,
  toolCallPartSchema,
  toolResultPartSchema,
]);
contentPartSchema.register(z.globalRegistry, { id: 'ContentPart' });
export type ContentPart = z.output<typeof contentPartSchema>;
export type TextPart = z.output<typeof textPartSchema>;
export type ImagePart = z.output<typeof imagePartSchema>;
export type DocumentPart = z.output<typeof documentPartSchema>;

export const chatMessageSchema = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.array(contentPartSchema),
});
export type ChatMessage = z.output<typeof chatMessageSchema>;

export const chatToolSchema = z.object({
  name: z.string(),
  description: z.string().optional(),
  /** A JSON schema, passed through whole. */
  inputSchema: z.record(z.string(), z.unknown()),
  /** The model's arguments must keep to the schema exactly. */
  strict: z.boolean().optional(),
  cacheControl: cacheControl.optional(),
});
export type ChatTool = z.output<typeof chatToolSchema>;

export const reasoningEffortSchema = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);
export type ReasoningEffort = z.output<typeof reasoningEffortSchema>;

export const chatRequestSchema = z.object({
  model: z.string().min(1).max(200),
  /** System and developer messages, hoisted, in their order. */
  system: z.array(textPartSchema).default([]),
  messages: z.array(chatMessageSchema).min(1),
  tools: z.array(chatToolSchema).default([]),
  toolChoice: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.enum(['auto', 'none', 'required']) }),
      z.object({ kind: z.literal('tool'), name: z.string() }),
    ])
    .optional(),
  parallelToolCalls: z.boolean().optional(),
  maxOutputTokens: z.number().int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  topK: z.number().int().min(0).optional(),
  stopSequences: z.array(z.string()).default([]),
  responseFormat: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('json_object') }),
      z.object({
        kind: z.literal('json_schema'),
        name: z.string(),
        schema: z.record(z.string(), z.unknown()),
        strict: z.boolean().optional(),
      }),
    ])
    .optional(),
  reasoning: z
    .object({
      effort: reasoningEffortSchema.optional(),
      budgetTokens: z.number().int().positive().optional(),
    })
    .optional(),
  seed: z.number().int().optional(),
});
chatRequestSchema.register(z.globalRegistry, { id: 'ChatRequest' });
export type ChatRequest = z.output<typeof chatRequestSchema>;
/** The form in which callers may leave out everything that has a default. */
export type ChatRequestInput = z.input<typeof chatRequestSchema>;
