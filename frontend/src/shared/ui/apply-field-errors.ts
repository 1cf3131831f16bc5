import type { FieldValues, Path, UseFormSetError } from 'react-hook-form';
import type { Problem } from '../api/problem.ts';

/** True when every field error of the problem has a field in the form to stand at; otherwise the problem is shown as a whole. */
export function fitsFields(problem: Problem, fields: readonly string[]): boolean {
  return problem.errors.length > 0 && problem.errors.every(({ path }) => fields.includes(path));
}

/** Puts the server's field errors onto the form's own fields and focuses the first of them. */
export function applyFieldErrors<Values extends FieldValues>(
  problem: Problem,
  fields: readonly Path<Values>[],
  setError: UseFormSetError<Values>,
): void {
  let isFirst = true;
  for (const { path, message } of problem.errors) {
    const field = fields.find((name) => name === path);
    if (field === undefined) continue;
    setError(field, { type: 'server', message }, { shouldFocus: isFirst });
    isFirst = false;
  }
}
