import { z } from 'zod';

/** A day of UTC, or a moment. */
export const momentSchema = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'must be a day like 2026-11-01, or a moment like 2026-11-01T12:00:00Z',
});
