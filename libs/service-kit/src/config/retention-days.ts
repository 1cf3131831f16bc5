import { z } from 'zod';

/** A setting of days for which something is kept; below the least, what is still at work would be lost. */
export function retentionDays(days: { default: number; min: number }) {
  return z.coerce.number().int().min(days.min, `must be at least ${days.min} days`).max(36_500).default(days.default);
}
