import { describe, expect, it } from '@jest/globals';
import { normaliseErrorBody } from './normalise-error-body.ts';

describe('errors without OpenAI’s envelope', () => {
  it.each([
    [
      'older vLLM',
      '{"object":"error","message":"too long","type":"BadRequestError","code":400}',
      { message: 'too long', type: 'BadRequestError', code: 400 },
    ],
    ['FastAPI', '{"detail":"Not Found"}', { message: 'Not Found' }],
    ['FastAPI validation', '{"detail":[{"msg":"bad"}]}', { message: '[{"msg":"bad"}]' }],
  ])('%s: the sentence is put where the SDK looks', (_name, body, error) => {
    expect(JSON.parse(normaliseErrorBody(body))).toEqual({ error });
  });

  it.each(['<html>502</html>', '{"error":"model not found"}', 'null'])('%s stays as it is', (body) => {
    expect(normaliseErrorBody(body)).toBe(body);
  });
});
