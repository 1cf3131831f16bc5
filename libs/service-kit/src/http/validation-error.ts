import { AppError, type FieldError } from '@smart-ai-hub/contracts';
import type { z } from 'zod';

const MAX_ERRORS = 20;
const MAX_ERRORS_IN_DETAIL = 3;

/** `validation_failed` from zod's issues: `errors` names each field as the caller wrote it, `detail` says the first in words. */
export function validationError(error: z.core.$ZodError): AppError {
  const errors = error.issues.flatMap(toFieldErrors).slice(0, MAX_ERRORS);
  const detail = errors
    .slice(0, MAX_ERRORS_IN_DETAIL)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new AppError('validation_failed', { detail: detail.join('; '), errors });
}

/** A field's path as JavaScript would write it: `messages[2].content`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'invalid_union') {
    const branch = closestBranch(issue.errors);
    if (branch !== undefined)
      return branch.flatMap((inner) => toFieldErrors({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  return [{ path: formatPath(issue.path), message: describe(issue) }];
}

/** The branch of a union that the caller most likely meant: the one whose first fault lies deepest. */
function closestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const depth = (issues: readonly z.core.$ZodIssue[]) => issues[0]?.path.length ?? -1;
  return [...branches].sort((a, b) => depth(b) - depth(a)).find((issues) => issues.length > 0);
}

function describe(issue: z.core.$ZodIssue): string {
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return isMissing ? 'is required' : issue.message.replace(/^Invalid input: /, '');
}
