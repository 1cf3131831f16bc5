import type { ProviderFailure } from '../failures/provider-failure.ts';

/** What an error inside a stream would have been as an HTTP status: https://platform.openai.com/docs/guides/error-codes. */
const STATUS_OF_WORD: Record<string, number> = {
  invalid_request_error: 400,
  context_length_exceeded: 400,
  exceed_context_size_error: 400,
  content_filter: 400,
  content_policy_violation: 400,
  authentication_error: 401,
  invalid_api_key: 401,
  permission_error: 403,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  tokens: 429,
  requests: 429,
  insufficient_quota: 429,
  overloaded_error: 529,
};

type ErrorObject = { type?: unknown; code?: unknown; message?: unknown };

/** The failure in the object under `error`. Compatible servers put numbers, or a mere sentence, where OpenAI has words. */
export function openAiFailureOf(error: unknown): ProviderFailure {
  if (typeof error === 'string') return { status: 500, message: error };
  const { type, code, message } = (typeof error === 'object' && error !== null ? error : {}) as ErrorObject;
  const word = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const status = typeof code === 'number' && code >= 400 && code < 600 ? code : undefined;
  return {
    status: status ?? STATUS_OF_WORD[word(code) ?? ''] ?? STATUS_OF_WORD[word(type) ?? ''] ?? 500,
    type: word(type),
    code: word(code),
    message: word(message),
  };
}
