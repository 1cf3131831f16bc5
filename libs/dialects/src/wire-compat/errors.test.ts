import { AppError, errorHeaders, toAnthropicError, toOpenAiError } from '@smart-ai-hub/contracts';
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { toProviderError } from '../failures/map-failure.ts';
import type { ProviderFailure } from '../failures/provider-failure.ts';
import type { ChatDialect } from '../fixtures/record-answer.ts';
import { withServedAnswer } from '../fixtures/serve-answer.ts';

const callers: { caller: ChatDialect }[] = [{ caller: 'openai-chat' }, { caller: 'anthropic-messages' }];
const forms = [
  { form: 'streamed', stream: true },
  { form: 'plain', stream: false },
];
const messages = [{ role: 'user' as const, content: 'Hello' }];
const QUIET = { maxRetries: 0, logLevel: 'off', apiKey: 'sah_live_x' } as const;

/** What the official SDK of a dialect raises for an error that comes before the answer. */
async function raised(caller: ChatDialect, stream: boolean, error: AppError): Promise<unknown> {
  const envelope = caller === 'openai-chat' ? toOpenAiError(error) : toAnthropicError(error, 'req_7');
  const requestId = caller === 'openai-chat' ? 'x-request-id' : 'request-id';
  const served = {
    status: error.status,
    contentType: 'application/json',
    headers: { ...errorHeaders(error), [requestId]: 'req_7' },
    body: JSON.stringify(envelope),
  };
  return withServedAnswer(served, async (url) => {
    const call =
      caller === 'openai-chat'
        ? new OpenAI({ ...QUIET, baseURL: url }).chat.completions.create({ model: 'm', messages, stream })
        : new Anthropic({ ...QUIET, baseURL: url }).messages.create({ model: 'm', max_tokens: 9, messages, stream });
    return Promise.resolve(call).catch((thrown: unknown) => thrown);
  });
}

const overflows: [provider: string, ProviderFailure][] = [
  ['Anthropic', { status: 400, message: 'prompt is too long: 213456 tokens > 200000 maximum' }],
  [
    'Anthropic, with its limit',
    { status: 400, message: 'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000' },
  ],
  ['OpenAI', { status: 400, code: 'context_length_exceeded', message: 'maximum context length is 128000 tokens' }],
  ['vLLM', { status: 400, message: "This model's maximum context length is 4096 tokens" }],
  ['llama.cpp', { status: 400, type: 'exceed_context_size_error', message: 'the request exceeds the context size' }],
  ['Ollama', { status: 500, message: 'the input length exceeds the context length' }],
];

describe.each(callers)('$caller', ({ caller }) => {
  const bad = caller === 'openai-chat' ? OpenAI.BadRequestError : Anthropic.BadRequestError;

  describe.each(forms)('$form', ({ stream }) => {
    it.each(overflows)(
      '22: the overflow of %s is one error, in words that agents know, and not worth a retry',
      async (_name, failure) => {
        const error = toProviderError(failure);
        expect([error.code, error.retryable]).toEqual(['context_overflow', false]);
        const thrown = await raised(caller, stream, error);
        expect(thrown).toBeInstanceOf(bad);
        expect(thrown).toMatchObject({ message: expect.stringMatching(/prompt is too long/) });
      },
    );

    it('23: the field, the request id and whether to come back are where the SDK looks for them', async () => {
      const error = new AppError('validation_failed', {
        detail: 'messages[0].role: must be one of …',
        errors: [{ path: 'messages[0].role', message: 'must be one of …' }],
      });
      const thrown = await raised(caller, stream, error);
      expect(thrown).toBeInstanceOf(bad);
      expect(thrown).toMatchObject({
        status: 400,
        requestID: 'req_7',
        type: 'invalid_request_error',
        message: expect.stringContaining('messages[0].role'),
        ...(caller === 'openai-chat' && { code: 'validation_failed', param: 'messages[0].role' }),
      });
      expect((thrown as InstanceType<typeof OpenAI.APIError>).headers?.get('x-should-retry')).toBe('false');
    });

    it.each([
      ['invalid_api_key', OpenAI.AuthenticationError, Anthropic.AuthenticationError],
      ['model_not_found', OpenAI.NotFoundError, Anthropic.NotFoundError],
      ['idempotency_conflict', OpenAI.UnprocessableEntityError, Anthropic.UnprocessableEntityError],
      ['idempotency_answer_gone', OpenAI.ConflictError, Anthropic.ConflictError],
      ['rate_limited', OpenAI.RateLimitError, Anthropic.RateLimitError],
      ['provider_rate_limited', OpenAI.InternalServerError, Anthropic.InternalServerError],
      ['account_frozen', OpenAI.PermissionDeniedError, Anthropic.PermissionDeniedError],
    ] as const)('23: %s is raised as the class that the SDK has for it', async (code, openAi, anthropic) => {
      const error = new AppError(code, { detail: 'It cannot be done.', retryAfterSeconds: 7 });
      const thrown = await raised(caller, stream, error);
      expect(thrown).toBeInstanceOf(caller === 'openai-chat' ? openAi : anthropic);
      const { headers } = thrown as InstanceType<typeof OpenAI.APIError>;
      expect([headers?.get('retry-after'), headers?.get('x-should-retry')]).toEqual(['7', String(error.retryable)]);
    });

    it('24: a content filter is told as what it is, and never tried again', async () => {
      const failure = { status: 400, code: 'content_policy_violation', message: 'Rejected by our safety system.' };
      const error = toProviderError(failure);
      expect([error.code, error.retryable]).toEqual(['content_filtered', false]);
      expect(await raised(caller, stream, error)).toBeInstanceOf(bad);
    });
  });
});
