import { invalidRequest } from '@smart-ai-hub/dialects';
import type { Request } from 'express';
import type { z } from 'zod';

/** The query of a request by its schema; what does not fit is named. */
export function readQuery<Schema extends z.ZodType>(schema: Schema | undefined, req: Request): z.output<Schema> {
  const parsed = schema?.safeParse(req.query);
  if (parsed?.success) return parsed.data;
  const issues = parsed?.error.issues ?? [];
  throw invalidRequest(issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })));
}
