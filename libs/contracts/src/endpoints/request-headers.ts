import { z } from 'zod';

export const MAX_IDEMPOTENCY_KEY_LENGTH = 255;

/** The most that a call may cost, in credits. */
export const MAX_COST_HEADER = 'x-hub-max-cost';

/** Who is told of the end of a call: `true` for all webhooks of the account, or the id of one. */
export const WEBHOOK_HEADER = 'x-hub-webhook';
/** `off`: an answer that breaks off in the middle is not finished by the next model. */
export const RESCUE_HEADER = 'x-hub-rescue';
/** `off`: the fallback models of the API key do not answer this call. */
export const FALLBACK_HEADER = 'x-hub-fallback';

/** On calls of models: the same key with the same body is answered by the run that the first one started, and charged once. */
export const callRequestHeadersSchema = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(MAX_IDEMPOTENCY_KEY_LENGTH)
    .optional()
    .describe(
      'A key of your own making: a call that is sent again with it is answered by its first run and charged once.',
    ),
  [MAX_COST_HEADER]: z
    .string()
    .optional()
    .describe('The most that this call may cost, in credits: the answer is cut where it would cost more.'),
  [WEBHOOK_HEADER]: z
    .string()
    .optional()
    .describe('Tells webhooks when this call has ended: `true` for all of the account, or the id of one.'),
  [RESCUE_HEADER]: z
    .enum(['on', 'off'])
    .optional()
    .describe(
      'Whether an answer that breaks off in the middle is finished by the next of several models. Unless it is `off`, it is.',
    ),
  [FALLBACK_HEADER]: z
    .enum(['on', 'off'])
    .optional()
    .describe(
      'Whether the fallback models of the API key may answer where the only model of this call fails. Unless it is `off`, they may.',
    ),
});
