import { z } from 'zod';

/** A name in one line. PostgreSQL cannot hold U+0000, and no list or log should have to expect a line break in a name. */
export const lineSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .regex(/^\P{Cc}*$/u, 'must not hold line breaks or other control characters');

/** An id in an address: whatever `newId` has ever made, and nothing that a store could trip over. */
export const idParamsSchema = z.object({ id: z.string().regex(/^\w{1,64}$/, 'is not an id') });
