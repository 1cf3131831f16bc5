import { z } from 'zod';

/** What a call ran into, where more than one thing could have refused it: the member `limit_source` of a 402, 429 or 503. */
export const limitSourceSchema = z.enum([
  'balance',
  'debt',
  'key_day_budget',
  'key_month_budget',
  'key_total_budget',
  'user_day_budget',
  'user_month_budget',
  'user_total_budget',
  'key_requests',
  'key_tokens',
  'account_requests',
  'account_tokens',
  'account_queue',
  'sign_in',
  'token_counts',
  'connections',
  'provider',
  'capacity',
]);
export type LimitSource = z.output<typeof limitSourceSchema>;
