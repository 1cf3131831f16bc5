import { AppError, type CreateBatch } from '@smart-ai-hub/contracts';

/**
 * PostgreSQL keeps neither NUL nor half a surrogate pair in JSON: a batch is written down, where a single call would only be passed on.
 * @throws AppError validation_failed, naming the requests
 */
export function refuseUnkeepable({ requests }: CreateBatch): void {
  const message = 'holds a NUL character or half of a surrogate pair, which cannot be kept; leave it out';
  const errors = requests.flatMap((request, at) => (isKeepable(request) ? [] : [{ path: `requests[${at}]`, message }]));
  if (errors.length === 0) return;
  throw new AppError('validation_failed', { detail: `${errors[0]?.path ?? 'requests'}: ${message}`, errors });
}

function isKeepable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isKeepable(name) && isKeepable(member));
}
