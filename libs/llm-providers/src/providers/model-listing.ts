import { modelCardSchema, modelKindSchema } from '@smart-ai-hub/contracts';
import { z } from 'zod';

/** A model as its provider lists it, with what the provider tells of it. */
export const listedModelSchema = z.object({
  id: z.string(),
  kind: modelKindSchema.optional(),
  contextTokens: z.number().int().positive().optional(),
  capabilities: modelCardSchema.shape.capabilities.optional(),
});
export type ListedModel = z.output<typeof listedModelSchema>;

const provider = z.string();
const models = z.array(listedModelSchema);

/**
 * What came of asking a provider for its models: facts of the provider alone, so that every process makes the models of its own
 * configuration of them.
 */
export const modelListingSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('listed'), provider, models }),
  /** The server has no list: what is known of the provider has to do. */
  z.object({ outcome: z.literal('unlisted'), provider }),
  /** Nobody promised that it is there, and it is not: no fault, and no models. */
  z.object({ outcome: z.literal('absent'), provider }),
  /** With the list that it gave last, where it ever gave one. */
  z.object({ outcome: z.literal('unreachable'), provider, reason: z.string(), models: models.optional() }),
]);
export type ModelListing = z.output<typeof modelListingSchema>;
