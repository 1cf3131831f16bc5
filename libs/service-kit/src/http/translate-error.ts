import { AppError, type ErrorCode, toAppError } from '@smart-ai-hub/contracts';
import { z } from 'zod';
import { isDependencyFailure } from './is-dependency-failure.ts';
import { validationError } from './validation-error.ts';

/** What express and its body parsers throw, by their `type`; their messages may quote the body and are not passed on. */
const bodyErrors: Record<string, [ErrorCode, string]> = {
  'entity.parse.failed': ['malformed_json', 'The body is not valid JSON.'],
  'entity.too.large': ['body_too_large', 'The body is larger than this address accepts.'],
  'encoding.unsupported': [
    'unsupported_media_type',
    'The content encoding of the body is not supported. Send it plain or with gzip.',
  ],
  'charset.unsupported': [
    'unsupported_media_type',
    'The character set of the body is not supported. Send it in UTF-8.',
  ],
  'request.size.invalid': ['malformed_json', 'The body is shorter or longer than its Content-Length.'],
  'request.aborted': ['malformed_json', 'The connection was closed before the body was complete.'],
};

/** Makes an AppError of whatever reached the edge: ours, express's, zod's, or a dependency that is down. */
export function translateError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof z.core.$ZodError) return validationError(thrown);
  const parserError = translateBodyError(thrown);
  if (parserError !== undefined) return parserError;
  if (isDependencyFailure(thrown)) {
    return new AppError('dependency_unavailable', {
      detail: 'A part of the service is unavailable at the moment. Try again shortly.',
      retryAfterSeconds: 1,
      cause: thrown,
    });
  }
  return toAppError(thrown);
}

function translateBodyError(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if (thrown instanceof URIError) {
    return new AppError('validation_failed', { detail: 'The address holds a broken percent encoding.' });
  }
  const known = 'type' in thrown && typeof thrown.type === 'string' ? bodyErrors[thrown.type] : undefined;
  if (known === undefined) return translateHttpError(thrown);
  const [code, detail] = known;
  return new AppError(code, { detail });
}

/** `http-errors`, as Express's file server throws them: a missing file, a range beyond its end, an unreadable address. */
function translateHttpError(thrown: Error): AppError | undefined {
  if (!('statusCode' in thrown) || !('status' in thrown) || thrown.status !== thrown.statusCode) return undefined;
  if (typeof thrown.status !== 'number' || thrown.status < 400 || thrown.status > 499) return undefined;
  if (thrown.status === 404) return new AppError('not_found', { detail: 'There is nothing at this address.' });
  return new AppError('validation_failed', { detail: 'This address cannot be asked for in this way.' });
}
