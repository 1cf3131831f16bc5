import { describe, expect, it } from '@jest/globals';
import { AppError } from './app-error.ts';
import { errorHeaders, toAnthropicError, toOpenAiError, toProblem } from './render-error.ts';

const broke = new AppError('insufficient_credits', { detail: 'Add credits.' });
const wrong = new AppError('validation_failed', {
  detail: 'No.',
  errors: [{ path: 'messages[0].role', message: 'no' }],
});

describe('an error at the edge', () => {
  it('is a problem document that also holds the detail as `error`', () => {
    expect(toProblem(wrong, 'req_1')).toEqual({
      type: '/docs/errors/validation_failed',
      title: 'The request is not valid',
      status: 400,
      detail: 'No.',
      error: 'No.',
      code: 'validation_failed',
      requestId: 'req_1',
      errors: [{ path: 'messages[0].role', message: 'no' }],
    });
  });

  it('is an envelope with type, code and param for the openai SDK', () => {
    expect(toOpenAiError(wrong).error).toMatchObject({ type: 'invalid_request_error', param: 'messages[0].role' });
    expect(toOpenAiError(broke).error).toMatchObject({
      type: 'insufficient_quota',
      code: 'insufficient_quota',
      param: null,
    });
  });

  it('is an envelope with type and request id for the Anthropic SDK', () => {
    expect(toAnthropicError(broke, 'req_1')).toEqual({
      type: 'error',
      error: { type: 'billing_error', message: 'Add credits.', limit_source: 'balance' },
      request_id: 'req_1',
    });
  });

  it('tells the Anthropic SDK what its threads cannot do, so that it goes on without them', () => {
    const error = new AppError('thread_unsupported', { detail: 'No.', errors: [{ path: 'thread', message: 'no' }] });
    expect(toAnthropicError(error, 'req_1').error).toEqual({
      type: 'invalid_request_error',
      message: 'No.',
      details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] },
    });
  });

  it('says when to come back, and whether to', () => {
    expect(errorHeaders(new AppError('dependency_unavailable', { detail: '' }))).toEqual({
      'x-should-retry': 'true',
      'retry-after': '1',
    });
    expect(errorHeaders(broke)).toEqual({ 'x-should-retry': 'false' });
  });

  it('never shows what is for the log only', () => {
    const error = new AppError('internal', {
      detail: 'Sorry.',
      internal: { secret: 'hunter2' },
      cause: new Error('hunter2'),
    });
    expect(JSON.stringify([toProblem(error, 'r'), toOpenAiError(error), toAnthropicError(error, 'r')])).not.toContain(
      'hunter2',
    );
  });
});
