import { describe, expect, it } from '@jest/globals';
import { AppError, toProblem } from '@smart-ai-hub/contracts';
import { isRetryable, offlineProblem, readProblem } from './problem.ts';

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  readProblem(new Response(body, { status, headers }));

describe('reading a problem', () => {
  it('takes over code, words, field errors and request id of what the server renders', async () => {
    const error = new AppError('email_taken', {
      detail: 'An account with this e-mail already exists.',
      errors: [{ path: 'email', message: 'already exists' }],
    });
    const problem = await answer(400, JSON.stringify(toProblem(error, 'req_1')));
    expect(problem).toMatchObject({
      status: 400,
      code: 'email_taken',
      title: 'The account already exists',
      detail: 'An account with this e-mail already exists.',
      errors: [{ path: 'email', message: 'already exists' }],
      requestId: 'req_1',
    });
  });

  it('makes sense of an answer that is no problem document, as a proxy gives', async () => {
    const problem = await answer(503, '<html>Service Unavailable</html>', {
      'retry-after': '3',
      'x-request-id': 'req_2',
    });
    expect(problem).toMatchObject({ code: 'dependency_unavailable', retryAfterSeconds: 3, requestId: 'req_2' });
    expect(problem.detail).not.toBe('');
  });

  it('does not trust a code it does not know', async () => {
    expect((await answer(404, '{"code":"brand_new"}')).code).toBe('not_found');
  });

  it('offers to try again only what may succeed unchanged', async () => {
    expect(isRetryable(offlineProblem)).toBe(true);
    expect(isRetryable(await answer(503, '{"code":"no_capacity"}'))).toBe(true);
    expect(isRetryable(await answer(402, '{"code":"insufficient_credits"}'))).toBe(false);
  });
});
