import { describe, expect, it } from '@jest/globals';
import { toProviderError } from './map-failure.ts';
import { connectionCodeOf, readRetryAfter } from './provider-failure.ts';
import { scrubSentence } from './scrub-sentence.ts';

const overflows = [
  { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', message: 'Too long.' },
  { status: 400, type: 'invalid_request_error', message: 'prompt is too long: 213456 tokens > 200000 maximum' },
  {
    status: 400,
    type: 'invalid_request_error',
    message: 'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000',
  },
  {
    status: 400,
    type: 'BadRequestError',
    message: "This model's maximum context length is 4096 tokens. However, you requested 5012.",
  },
  {
    status: 400,
    type: 'exceed_context_size_error',
    message: 'the request exceeds the available context size, try increasing it',
  },
  { status: 400, message: 'the input length exceeds the context length' },
  { status: 413, type: 'request_too_large', message: 'Request exceeds the maximum size' },
  { status: 500, type: 'exceed_context_size_error', message: 'the request exceeds the available context size' },
];

describe('a provider’s failure in the hub’s words', () => {
  it.each(overflows)('22: $message is context_overflow, which is never retried', (failure) => {
    const error = toProviderError(failure);
    expect(error.code).toBe('context_overflow');
    expect(error.retryable).toBe(false);
    expect(error.detail).toMatch(/^prompt is too long/);
  });

  it.each([
    ['prompt is too long: 213456 tokens > 200000 maximum', '213456 tokens > 200000 maximum'],
    [
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 150012 tokens.",
      '150012 tokens > 128000 maximum',
    ],
    [
      "This model's maximum context length is 8192 tokens, however you requested 9001 tokens (9001 in your prompt; 0 for the completion).",
      '9001 tokens > 8192 maximum',
    ],
    [
      "This model's maximum context length is 4096 tokens. However, you requested 5012 tokens (4500 in the messages).",
      '5012 tokens > 4096 maximum',
    ],
  ])('22: %s is told in Anthropic’s form, which agents compact upon', (message, counts) => {
    expect(toProviderError({ status: 400, message }).detail).toMatch(new RegExp(`^prompt is too long: ${counts}`));
  });

  it('22: keeps the sentence by which Claude Code lowers its own max_tokens', () => {
    const message = 'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000';
    expect(toProviderError({ status: 400, message }).detail).toContain(message);
  });

  it.each([
    [{ status: 401 }, 'provider_misconfigured'],
    [{ status: 403, type: 'permission_error' }, 'provider_misconfigured'],
    [{ status: 402, type: 'billing_error' }, 'provider_misconfigured'],
    [{ status: 400, message: 'Your credit balance is too low to access the Anthropic API.' }, 'provider_misconfigured'],
    [{ status: 429, code: 'insufficient_quota' }, 'provider_misconfigured'],
    [{ status: 429 }, 'provider_rate_limited'],
    [{ status: 529, type: 'overloaded_error' }, 'provider_unavailable'],
    [{ status: 503 }, 'provider_unavailable'],
    [{ status: 500 }, 'provider_unavailable'],
    [{ status: 504 }, 'provider_timeout'],
    [{ status: 408 }, 'provider_timeout'],
    [{ connection: 'UND_ERR_CONNECT_TIMEOUT' }, 'provider_timeout'],
    [{ connection: 'ETIMEDOUT' }, 'provider_timeout'],
    [{ connection: 'ECONNREFUSED' }, 'provider_unavailable'],
    [{ connection: 'CERT_HAS_EXPIRED' }, 'provider_unavailable'],
    [{}, 'provider_unavailable'],
    [{ status: 400, code: 'content_policy_violation' }, 'content_filtered'],
    [{ status: 400, message: 'Output blocked by content filtering policy' }, 'content_filtered'],
    [{ status: 400, message: 'temperature: range: 0..1' }, 'provider_rejected'],
    [{ status: 404, message: 'model: claude-none' }, 'model_not_found'],
    [{ status: 422, message: 'Unprocessable' }, 'provider_rejected'],
    [{ status: 302 }, 'provider_bad_response'],
  ])('%j is %s', (failure, code) => {
    expect(toProviderError(failure).code).toBe(code);
  });

  it('24: a content filter is not worth another try', () => {
    expect(toProviderError({ status: 400, code: 'content_filter' }).retryable).toBe(false);
  });

  it('23: keeps Retry-After in each of its forms', () => {
    const at = Date.parse('2026-11-01T00:00:00Z');
    expect(readRetryAfter(new Headers({ 'retry-after': '7' }), at)).toBe(7);
    expect(readRetryAfter(new Headers({ 'retry-after-ms': '250' }), at)).toBe(0.25);
    expect(readRetryAfter(new Headers({ 'retry-after': 'Sun, 01 Nov 2026 00:00:30 GMT' }), at)).toBe(30);
    expect(readRetryAfter(new Headers({ 'retry-after': 'soon' }), at)).toBeUndefined();
    expect(readRetryAfter(undefined, at)).toBeUndefined();
    expect(toProviderError({ status: 429, retryAfterSeconds: 7 }).retryAfterSeconds).toBe(7);
  });

  it('tells a refusal in the provider’s own sentence', () => {
    expect(toProviderError({ status: 400, message: 'temperature: range: 0..1' }).detail).toBe(
      'temperature: range: 0..1',
    );
  });

  it('never shows credentials in the case that is about them', () => {
    const error = toProviderError({ status: 401, message: 'Incorrect API key provided: sk-proj-abc***xyz' });
    expect(`${error.detail} ${JSON.stringify(error.internal)}`).not.toContain('abc');
  });

  it.each([
    ['a key', 'bad key sk-ant-api03-Zz9_secret-value here', 'Zz9'],
    ['a bearer token', 'header Bearer eyJhbGciOi.secret refused', 'eyJ'],
    ['an address', 'connect to http://10.2.3.4:8000 failed', '10.2.3.4'],
    ['a quoted prompt', `invalid content "${'my private prompt '.repeat(6)}" given`, 'private'],
  ])('takes %s out of a sentence', (_name, sentence, secret) => {
    expect(scrubSentence(sentence)).not.toContain(secret);
  });

  it('keeps a sentence short', () => {
    expect(scrubSentence('word '.repeat(500)).length).toBeLessThanOrEqual(300);
  });

  it('finds the socket’s code under fetch’s wrapping', () => {
    const socket = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(
      connectionCodeOf(new Error('Connection error.', { cause: new TypeError('fetch failed', { cause: socket }) })),
    ).toBe('ECONNREFUSED');
    expect(connectionCodeOf('a string')).toBeUndefined();
  });
});
