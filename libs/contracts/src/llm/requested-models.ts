import { z } from 'zod';
import { providerPreferencesSchema } from './provider-preferences.ts';

export const modelNameSchema = z.string().min(1).max(200);

/** More than anybody falls back through, and few enough to hold and freeze prices for. */
export const MAX_MODELS = 8;

/**
 * How a caller names models in a body of any dialect: `model`, or `models` in order of preference, as OpenRouter has it
 * (https://openrouter.ai/docs/features/model-routing), or both; and in `provider` whose they may be.
 */
export const modelFields = {
  model: modelNameSchema.nullish(),
  models: z.array(modelNameSchema).min(1).max(MAX_MODELS).nullish(),
  provider: providerPreferencesSchema.nullish(),
};

export type ModelFields = { model?: string | null | undefined; models?: string[] | null | undefined };

/** The names that a caller wrote, `model` first, each once; empty when there is none. */
export function requestedModels({ model, models }: ModelFields): string[] {
  return [...new Set([...(model ? [model] : []), ...(models ?? [])])];
}
