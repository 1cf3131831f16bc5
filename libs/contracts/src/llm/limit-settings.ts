import { z } from 'zod';

const perMinute = z.coerce.number().int().min(1).optional();

/** How much one account may call in a minute, over all replicas; unset: no limit. The same on every service that takes calls. */
export const accountLimitSettings = {
  RATE_LIMIT_REQUESTS_PER_MINUTE: perMinute,
  RATE_LIMIT_TOKENS_PER_MINUTE: perMinute,
};

/** Of each account, all of its keys and people together. */
export type AccountLimits = z.output<z.ZodObject<typeof accountLimitSettings>>;
