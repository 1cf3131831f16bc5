import { type WireError, WireErrorThrown } from '../simulated-call.ts';
import type { DialectErrors } from '../wire-dialect.ts';

export function invalidRequest(message: string): WireErrorThrown {
  return new WireErrorThrown({ status: 400, type: 'invalid_request_error', message });
}

/** Anthropic's sentences and envelope: https://platform.claude.com/docs/en/api/errors. */
export const anthropicErrors: DialectErrors = {
  rateLimit: {
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your organization’s rate limit of 50 requests per minute.',
  },
  serverError: { status: 500, type: 'api_error', message: 'Internal server error' },
  unavailable: { status: 503, type: 'api_error', message: 'Service temporarily unavailable' },
  overloaded: { status: 529, type: 'overloaded_error', message: 'Overloaded' },
  unauthorized: { status: 401, type: 'authentication_error', message: 'invalid x-api-key' },
  forbidden: {
    status: 403,
    type: 'permission_error',
    message: 'Your API key does not have permission to use the specified resource.',
  },
  contentFilter: { status: 400, type: 'invalid_request_error', message: 'Output blocked by content filtering policy' },
  contextLength: {
    status: 400,
    type: 'invalid_request_error',
    message: 'prompt is too long: 213456 tokens > 200000 maximum',
  },
  prefill: {
    status: 400,
    type: 'invalid_request_error',
    message: 'This model does not support assistant message prefill. The conversation must end with a user message.',
  },
  malformedJson: { status: 400, type: 'invalid_request_error', message: 'The request body is not valid JSON' },
  tooLarge: { status: 413, type: 'request_too_large', message: 'Request exceeds the maximum size' },
  notFound: { status: 404, type: 'not_found_error', message: 'Not Found' },
};

export function renderAnthropicError(error: WireError, requestId: string): string {
  return JSON.stringify({ type: 'error', error: { type: error.type, message: error.message }, request_id: requestId });
}
