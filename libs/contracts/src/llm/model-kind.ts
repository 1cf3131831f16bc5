import { z } from 'zod';

/** What a model is called for: `chat` answers messages, `embedding` turns texts into vectors. */
export const modelKindSchema = z.enum(['chat', 'embedding']);
export type ModelKind = z.output<typeof modelKindSchema>;
