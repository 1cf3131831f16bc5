import { connectionCodeOf, openAiFailureOf, readRetryAfter, type ProviderFailure } from '@smart-ai-hub/dialects';
import { APIConnectionTimeoutError, APIError } from 'openai';

/** The failure behind whatever the SDK threw. */
export function readOpenAiFailure(thrown: unknown): ProviderFailure {
  if (thrown instanceof APIConnectionTimeoutError) return { connection: 'TIMEOUT', cause: thrown };
  if (!(thrown instanceof APIError) || thrown.status === undefined) {
    return { connection: connectionCodeOf(thrown), cause: thrown };
  }
  return {
    ...openAiFailureOf(thrown.error),
    status: thrown.status,
    retryAfterSeconds: readRetryAfter(thrown.headers, Date.now()),
    providerRequestId: thrown.requestID ?? undefined,
    cause: thrown,
  };
}
