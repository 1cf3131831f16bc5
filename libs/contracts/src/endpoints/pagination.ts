import { z } from 'zod';

/** `?page&limit` as lists take them; pages count from 1. */
export const pageQuerySchema = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** The members every paged answer has beside its rows. */
export const pageFields = {
  total: z.number().int(),
  page: z.number().int(),
  totalPages: z.number().int(),
};
