import { z } from 'zod';
import { jsonObjectSchema } from '../requests/json-object.ts';
import { toolNameSchema } from '../requests/request-fields.ts';

/** The tools that the hub has words for: https://platform.openai.com/docs/api-reference/responses/create#responses_create-tools. */
export const functionToolSchema = z.object({
  name: toolNameSchema,
  description: z.string().nullish(),
  parameters: jsonObjectSchema.nullish(),
  strict: z.boolean().nullish(),
});

/** A tool whose input is plain text, at times held to a grammar. */
export const customToolSchema = z.object({
  name: toolNameSchema,
  description: z.string().nullish(),
  format: z.object({ type: z.string(), syntax: z.string().nullish(), definition: z.string().nullish() }).nullish(),
});

export const namespaceToolSchema = z.object({
  name: toolNameSchema,
  tools: z.array(z.looseObject({ type: z.string() })),
});

export const shellToolSchema = z.object({ environment: z.object({ type: z.string() }).nullish() });

export const namedChoiceSchema = z.object({ name: z.string().min(1), namespace: z.string().nullish() });

export const allowedToolsSchema = z.object({
  mode: z.enum(['auto', 'required']),
  tools: z.array(z.looseObject({ type: z.string() })).min(1),
});
