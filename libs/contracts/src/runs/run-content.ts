import { z } from 'zod';
import { wireDialectSchema } from '../llm/wire-call.ts';

/** What a call was asked: the body as its caller sent it, in the dialect of the call, or in the hub's own form. */
export const runRequestSchema = z.object({
  form: z.union([z.literal('hub'), wireDialectSchema]),
  /** Null where it is too large even with its texts cut. */
  body: z.record(z.string(), z.unknown()).nullable(),
});
export type RunRequest = z.output<typeof runRequestSchema>;

/** A piece of an answer, in the order in which it was said. Vectors of embeddings are none. */
export const runAnswerPartSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string() }),
  z.object({
    type: z.literal('tool_call'),
    id: z.string(),
    name: z.string(),
    /** JSON text exactly as the model wrote it. */
    argumentsJson: z.string(),
  }),
  /** What only the dialect of caller and provider has words for, such as a search on the provider's side. */
  z.object({ type: z.literal('wire'), dialect: wireDialectSchema, data: z.record(z.string(), z.unknown()) }),
]);
export type RunAnswerPart = z.output<typeof runAnswerPartSchema>;

/** What a call was asked and what it answered. */
export const runContentSchema = z
  .object({
    runId: z.string(),
    keptAt: z.iso.datetime(),
    /** Nobody can read it after this moment. */
    forgottenAt: z.iso.datetime(),
    request: runRequestSchema,
    /** Null where it is too large even with its texts cut. */
    answer: z.array(runAnswerPartSchema).nullable(),
    /** Long texts were cut; each says so where it ends. */
    isCut: z.boolean(),
  })
  .meta({ id: 'RunContent' });
export type RunContent = z.output<typeof runContentSchema>;
