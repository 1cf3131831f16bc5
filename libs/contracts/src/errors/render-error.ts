import type { AppError } from './app-error.ts';
import { type ErrorCode, errorTable } from './error-table.ts';

/** RFC 9457 problem details, with the members `error` (the original contract's string), `code` and `requestId` added. */
export function toProblem(error: AppError, requestId: string) {
  const row = errorTable[error.code];
  return {
    type: `/docs/errors/${error.code}`,
    title: row.title,
    status: row.status,
    detail: error.detail,
    error: error.detail,
    code: error.code,
    requestId,
    ...limitOf(error),
    ...(error.errors.length > 0 && { errors: error.errors }),
  };
}

function limitOf({ limitSource }: AppError) {
  return limitSource === undefined ? {} : { limit_source: limitSource };
}

/** What OpenAI calls by another word, and clients compare. */
const openAiCodes: Partial<Record<ErrorCode, string>> = {
  insufficient_credits: 'insufficient_quota',
  context_overflow: 'context_length_exceeded',
};

/** OpenAI's error envelope, as its SDKs read it: https://platform.openai.com/docs/guides/error-codes. */
export function toOpenAiError(error: AppError) {
  return {
    error: {
      message: error.detail,
      type: errorTable[error.code].openaiType,
      param: error.errors[0]?.path ?? null,
      code: openAiCodes[error.code] ?? error.code,
      ...limitOf(error),
    },
  };
}

/** Anthropic's error envelope: https://docs.anthropic.com/en/api/errors. */
export function toAnthropicError(error: AppError, requestId: string) {
  return {
    type: 'error' as const,
    error: {
      type: errorTable[error.code].anthropicType,
      message: error.detail,
      ...limitOf(error),
      ...detailsOf(error),
    },
    request_id: requestId,
  };
}

/** By this the Anthropic SDK learns to send whole conversations: see `ThreadState` in its sources. */
function detailsOf({ code, errors }: AppError) {
  if (code !== 'thread_unsupported') return {};
  return { details: { error_code: 'thread_unsupported_request', unsupported: errors.map(({ path }) => path) } };
}

/** Headers that go with an error in every dialect. */
export function errorHeaders(error: AppError): Record<string, string> {
  const row = errorTable[error.code];
  const seconds = error.retryAfterSeconds ?? (row.status === 503 ? 1 : undefined);
  return {
    'x-should-retry': String(row.retryable),
    ...(seconds !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(seconds))) }),
  };
}
