import { z } from 'zod';

/** Far beyond any real schema, and far below where serialising it would exhaust the stack. */
const MAX_DEPTH = 200;

/** A JSON object that is handed on whole and by reference: a tool's schema or a tool call's input. */
export const jsonObjectSchema = z
  .custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: (issue) => (issue.input === undefined ? 'is required' : 'must be an object'),
    abort: true,
  })
  .refine((value) => isShallowerThan(value, MAX_DEPTH), {
    error: `must not be nested deeper than ${MAX_DEPTH} levels`,
  })
  .meta({ type: 'object' });

function isShallowerThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.values(value).every((member) => isShallowerThan(member, depth - 1));
}
