import { z } from 'zod';

/** Fields that both dialects have. Clients write "not set" by leaving a field out or as null. */

/** Anthropic's cache breakpoint, which OpenAI clients such as aider send too. */
export const cacheControlSchema = z
  .object({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).nullish() })
  .nullish()
  .transform((value) => (value ? { ttl: value.ttl ?? ('5m' as const) } : undefined));

const MAX_TOOL_NAME_LENGTH = 128;

export const toolNameSchema = z
  .string()
  .min(1)
  .max(MAX_TOOL_NAME_LENGTH)
  .regex(/^[a-zA-Z0-9_-]+$/, { error: 'may hold only letters, digits, underscores and dashes' });

/**
 * A part of a type that the hub has no words for: handed on to a provider that speaks the same dialect. The types that are known here
 * or elsewhere in the dialect are not among them: in the wrong place they are a mistake.
 */
export function foreignPartSchema(known: readonly string[], error: string) {
  return z
    .looseObject({ type: z.string().refine((type) => !known.includes(type), { error }) })
    .transform(() => ({ type: 'foreign' as const }));
}

/** Said of a content part or block whose type is not among those that can be passed on. */
export function unsupportedType(kind: string, supported: readonly string[]): string {
  return `is not a supported type of ${kind} here; supported are ${supported.map((type) => `"${type}"`).join(', ')}`;
}
