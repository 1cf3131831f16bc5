import { z } from 'zod';

export const MAX_IDEMPOTENCY_KEY_LENGTH = 255;

/** On calls of models: the same key with the same body is answered by the run that the first one started, and charged once. */
export const idempotencyHeaderSchema = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(MAX_IDEMPOTENCY_KEY_LENGTH)
    .optional()
    .describe(
      'A key of your own making: a call that is sent again with it is answered by its first run and charged once.',
    ),
});
