import { AppError, type FieldError } from '@smart-ai-hub/contracts';
import type { z } from 'zod';
import { describeIssue, flattenIssues } from './describe-issue.ts';
import type { NativeOnly } from './parsed-call.ts';

/** Where a field is: property names and array indexes, outermost first. */
export type FieldPath = readonly PropertyKey[];

/** Writes a path as the callers of a dialect know it from the original API. */
export type PathNotation = (path: FieldPath) => string;

/** `messages[2].content`, as OpenAI writes it. */
export const bracketNotation: PathNotation = (path) =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`)).join('');

/** `messages.2.content`, as Anthropic writes it. */
export const dotNotation: PathNotation = (path) => path.map(String).join('.');

const MAX_ERRORS = 20;

/** The one error of a request that cannot be understood: the detail names the first field, `errors` the first few. */
export function invalidRequest(errors: FieldError[]): AppError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const detail = first ? `${first.path}: ${first.message}${more}` : 'The request is not valid.';
  return new AppError('validation_failed', { detail, errors: errors.slice(0, MAX_ERRORS) });
}

/** Checks a body against its dialect's schema; unknown fields are ignored, since clients are newer than we are. */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  notation: PathNotation,
): z.output<Schema> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidRequest([
      { path: 'body', message: 'must be a JSON object, sent with content-type: application/json' },
    ]);
  }
  const parsed = schema.safeParse(body, { error: describeIssue });
  if (parsed.success) return parsed.data;
  throw invalidRequest(
    flattenIssues(parsed.error.issues).map(({ path, message }) => ({ path: notation(path) || 'body', message })),
  );
}

/** Gathers what a converter finds beyond the schema: what it must refuse, and what it leaves out with a warning. */
export type RequestReport = {
  refuse(path: FieldPath, message: string): void;
  /** `text` goes into a header: plain ASCII, and never anything that the caller wrote. */
  warn(text: string): void;
  /** The same two for what a provider of the caller's own dialect can do. */
  refuseUnlessNative(path: FieldPath, message: string): void;
  warnUnlessNative(text: string): void;
  /** Throws when anything was refused; answers the rest, each warning once. */
  finish(): { warnings: string[]; nativeOnly: NativeOnly };
};

export function createRequestReport(notation: PathNotation): RequestReport {
  const errors: FieldError[] = [];
  const warnings = new Set<string>();
  const nativeErrors: FieldError[] = [];
  const nativeWarnings = new Set<string>();
  return {
    refuse: (path, message) => errors.push({ path: notation(path), message }),
    warn: (text) => warnings.add(text),
    refuseUnlessNative: (path, message) => nativeErrors.push({ path: notation(path), message }),
    warnUnlessNative: (text) => nativeWarnings.add(text),
    finish: () => {
      if (errors.length > 0) throw invalidRequest(errors);
      return { warnings: [...warnings], nativeOnly: { errors: nativeErrors, warnings: [...nativeWarnings] } };
    },
  };
}
