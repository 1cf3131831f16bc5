import { z } from 'zod';

/** The languages in which models are called over HTTP. A provider speaks some of them itself; the rest is converted. */
export const wireDialectSchema = z.enum(['openai-chat', 'openai-responses', 'anthropic-messages', 'openai-embeddings']);
export type WireDialect = z.output<typeof wireDialectSchema>;

/**
 * A call in its caller's own words. A provider that speaks the same dialect gets it nearly as it came, so that members which
 * the hub does not know survive; for any other the worker parses and converts it.
 */
export const wireCallSchema = z.object({
  dialect: wireDialectSchema,
  body: z.record(z.string(), z.unknown()),
  /** What of the request's headers belongs to the dialect, in lower case: `anthropic-beta`, `anthropic-version`. */
  headers: z.record(z.string(), z.string()).default({}),
});
export type WireCall = z.output<typeof wireCallSchema>;
