import { AppError, type ErrorCode, contextOverflow } from '@smart-ai-hub/contracts';
import { overflowCountsOf } from './overflow-counts.ts';
import type { ProviderFailure } from './provider-failure.ts';
import { scrubSentence } from './scrub-sentence.ts';

/**
 * The shapes in which providers say that a prompt does not fit: OpenAI's code; Anthropic's two sentences; vLLM's and older
 * OpenAI's sentence; llama.cpp's type; Ollama's sentence.
 */
const OVERFLOW_CODES = new Set(['context_length_exceeded', 'exceed_context_size_error', 'string_above_max_length']);
const OVERFLOW_SENTENCE =
  /prompt is too long|exceed(?:s|ed)?\b.{0,40}\bcontext|maximum context length|context (?:length|window|size) (?:of|is|exceeded)|input is too long|too many (?:input )?tokens/i;

const FILTER_CODES = new Set(['content_filter', 'content_policy_violation', 'invalid_prompt']);
const FILTER_SENTENCE = /content (?:management|filtering) policy|content filter|output blocked by/i;

/** Out of money at the provider looks like a rate limit or a bad request, and is neither. */
const UNPAID_CODES = new Set(['insufficient_quota', 'billing_error', 'billing_hard_limit_reached']);
const UNPAID_SENTENCE = /credit balance is too low/i;

/** Puts any provider's failure into one of the hub's codes. `detail` is fit to show: no key, no prompt, no address. */
export function toProviderError(failure: ProviderFailure): AppError {
  const code = codeOf(failure);
  const {
    status,
    type,
    code: providerCode,
    message,
    providerRequestId,
    connection,
    retryAfterSeconds,
    cause,
  } = failure;
  const sentence = message === undefined ? undefined : scrubSentence(message);
  const told = {
    status,
    type,
    providerCode,
    sentence,
    providerRequestId,
    connection,
  };
  const internal = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  if (code === 'context_overflow')
    return contextOverflow({ ...overflowCountsOf(message ?? ''), sentence, internal, cause });
  return new AppError(code, {
    detail: detailOf(code, failure),
    internal,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(cause !== undefined && { cause }),
  });
}

function codeOf({ status, type = '', code = '', message = '', connection }: ProviderFailure): ErrorCode {
  if (status === undefined)
    return connection?.includes('TIMEOUT') || connection === 'ETIMEDOUT' ? 'provider_timeout' : 'provider_unavailable';
  if (UNPAID_CODES.has(code) || UNPAID_CODES.has(type) || UNPAID_SENTENCE.test(message))
    return 'provider_misconfigured';
  if (status === 401 || status === 402 || status === 403) return 'provider_misconfigured';
  if (status === 404) return 'model_not_found';
  if (status === 429) return 'provider_rate_limited';
  if (status === 408 || status === 504) return 'provider_timeout';
  const isOverflow = OVERFLOW_CODES.has(code) || OVERFLOW_CODES.has(type) || OVERFLOW_SENTENCE.test(message);
  if (isOverflow || status === 413) return 'context_overflow';
  if (FILTER_CODES.has(code) || FILTER_SENTENCE.test(message)) return 'content_filtered';
  if (status >= 500 || status === 409 || status === 425) return 'provider_unavailable';
  return status >= 400 ? 'provider_rejected' : 'provider_bad_response';
}

function detailOf(code: ErrorCode, failure: ProviderFailure): string {
  const sentence = failure.message ? scrubSentence(failure.message) : '';
  switch (code) {
    case 'provider_misconfigured':
      return 'The provider does not accept the credentials or the account of this hub. Its operator has to act.';
    case 'model_not_found':
      return 'The provider does not know this model (any more).';
    case 'provider_rate_limited':
      return 'The provider is limiting our calls just now. Try again a little later.';
    case 'provider_timeout':
      return 'The provider did not answer in time.';
    case 'provider_unavailable':
      return failure.status === undefined
        ? 'The provider could not be reached.'
        : `The provider failed (${failure.type || failure.status}). Try again.`;
    case 'provider_bad_response':
      return 'The provider answered with something unusable.';
    case 'content_filtered':
      return `The provider's content filter refused the call. ${sentence}`.trim();
    default:
      return sentence || 'The provider refused the call without saying why.';
  }
}
