import type { AppError } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { parseMessages } from '../anthropic-messages/parse-messages.ts';
import { parseChatCompletion } from '../openai-chat/parse-chat-completion.ts';
import { parseResponses } from '../openai-responses/parse-responses.ts';

const messages = [{ role: 'user', content: 'Hello' }];
const dialects = [
  { dialect: 'openai-chat', parse: (body: object) => parseChatCompletion({ messages, ...body }) },
  { dialect: 'anthropic-messages', parse: (body: object) => parseMessages({ messages, max_tokens: 9, ...body }) },
  { dialect: 'openai-responses', parse: (body: object) => parseResponses({ input: 'Hello', ...body }) },
];

describe.each(dialects)('the models of a body in $dialect', ({ parse }) => {
  const read = (body: object) => {
    const { models, request } = parse(body);
    return { models, first: request.model };
  };
  const problem = (body: object) => {
    try {
      parse(body);
    } catch (error) {
      return (error as AppError).detail;
    }
    return 'none';
  };

  it('are the one it names, the list it gives, or both with the one first and none twice', () => {
    expect(read({ model: 'a' })).toEqual({ models: ['a'], first: 'a' });
    expect(read({ models: ['a', 'b', 'a'] })).toEqual({ models: ['a', 'b'], first: 'a' });
    expect(read({ model: 'b', models: ['a', 'b', 'c'] })).toEqual({ models: ['b', 'a', 'c'], first: 'b' });
    expect(read({ model: null, models: ['a'] })).toEqual({ models: ['a'], first: 'a' });
    expect(read({ model: 'a', models: null })).toEqual({ models: ['a'], first: 'a' });
  });

  it.each([
    [{}, 'model: is required'],
    [{ models: [] }, 'models: must hold at least 1 item'],
    [{ models: 'a' }, 'models: must be an array'],
    [{ models: Array.from({ length: 9 }, (_, at) => `m-${at}`) }, 'models: must hold at most 8 items'],
  ])('are refused as %j', (body, detail) => {
    expect(problem(body)).toBe(detail);
  });
});
