import type { z } from 'zod';
import { describeIssue, flattenIssues } from '../requests/describe-issue.ts';
import type { FieldPath, RequestReport } from '../requests/request-body.ts';

/** A part of a body by the schema of its kind; undefined, with each fault reported where it is, when it does not fit. */
export function checkPart<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: FieldPath,
  report: RequestReport,
): z.output<Schema> | undefined {
  const parsed = schema.safeParse(value, { error: describeIssue });
  if (parsed.success) return parsed.data;
  for (const issue of flattenIssues(parsed.error.issues)) report.refuse([...path, ...issue.path], issue.message);
  return undefined;
}
