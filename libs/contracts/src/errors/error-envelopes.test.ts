import { describe, expect, it } from '@jest/globals';
import { AppError } from './app-error.ts';
import { anthropicErrorSchema, openAiErrorSchema, problemSchema } from './error-envelopes.ts';
import { errorCodes } from './error-table.ts';
import { toAnthropicError, toOpenAiError, toProblem } from './render-error.ts';

describe.each(errorCodes)('the error %s', (code) => {
  const error = new AppError(code, { detail: 'In words.', errors: [{ path: 'model', message: 'is required' }] });

  it('is rendered in every envelope as its schema says', () => {
    const problem = toProblem(error, 'req_1');
    expect(problemSchema.strict().parse(problem)).toEqual(problem);
    expect(openAiErrorSchema.parse(toOpenAiError(error))).toEqual(toOpenAiError(error));
    expect(anthropicErrorSchema.parse(toAnthropicError(error, 'req_1'))).toEqual(toAnthropicError(error, 'req_1'));
  });
});
