import { z } from 'zod';
import { modelKindSchema } from './model-kind.ts';
import { modelPriceSchema } from './price.ts';
import { wireDialectSchema } from './wire-call.ts';

/** What the hub knows of a model: published by the worker that can reach it, read by everybody else. */
export const modelCardSchema = z.object({
  /** The name callers use, e.g. `claude-sonnet-4-5`. */
  id: z.string().min(1).max(200),
  /** The configured provider that answers for it: `anthropic`, `openai`, `simulator-…` or an endpoint's own id. */
  provider: z.string().min(1).max(100),
  displayName: z.string().min(1).max(200),
  kind: modelKindSchema.default('chat'),
  /** True for models of the built-in simulator: shown as such wherever the model is shown. */
  simulated: z.boolean(),
  contextTokens: z.number().int().positive(),
  /** 0 for a model of embeddings, which puts out no tokens. */
  maxOutputTokens: z.number().int().min(0),
  /** What an ordinary answer takes when the caller sets no limit: the output part of a hold is priced on it. */
  typicalOutputTokens: z.number().int().min(0),
  /** The card's own price; the price book overrules it. */
  price: modelPriceSchema,
  /** What its provider speaks without conversion. */
  dialects: z.array(wireDialectSchema).default([]),
  capabilities: z.object({
    tools: z.boolean(),
    images: z.boolean(),
    reasoning: z.boolean(),
    /** False where a conversation must not end with an answer for the model to go on with; absent where it may. */
    prefill: z.boolean().optional(),
  }),
});
export type ModelCard = z.output<typeof modelCardSchema>;
