import type { ProviderFailure } from '../failures/provider-failure.ts';

/** What an error event inside a stream would have been as an HTTP status: https://platform.claude.com/docs/en/api/errors. */
const STATUS_OF_TYPE: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

type ErrorBody = { error?: { type?: string | null; message?: string | null } | null; request_id?: string | null };

/** The failure in Anthropic's envelope, as an answer's body or as an event of a stream. */
export function anthropicFailureOf(body: unknown): ProviderFailure {
  const { error, request_id: requestId } = (typeof body === 'object' && body !== null ? body : {}) as ErrorBody;
  const type = error?.type ?? 'api_error';
  return {
    status: STATUS_OF_TYPE[type] ?? 500,
    type,
    message: error?.message ?? undefined,
    providerRequestId: requestId ?? undefined,
  };
}
