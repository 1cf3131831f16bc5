import type { AppError } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { parseMessages } from '../anthropic-messages/parse-messages.ts';
import { parseChatCompletion } from '../openai-chat/parse-chat-completion.ts';
import { parseResponses } from '../openai-responses/parse-responses.ts';
import { withoutHubMembers } from './hub-members.ts';

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

  it('come with what the caller wants of providers, of which nothing goes to one', () => {
    const provider = { sort: 'price', order: ['House'], only: ['house', 'openai'], allow_fallbacks: false };
    expect(parse({ model: 'a', provider }).routing).toEqual({
      ...{ order: ['house'], only: ['house', 'openai'], ignore: [], allowFallbacks: false },
      ...{ sort: 'price', acrossModels: false },
    });
    expect(parse({ model: 'a', provider: null })).not.toHaveProperty('routing');
    expect(parse({ model: 'a', provider: { quantizations: ['int8'] } }).warnings).toEqual([
      'provider.quantizations is not honoured',
    ]);
    expect(withoutHubMembers({ model: 'a', provider })).toEqual({ model: 'a' });
  });

  it.each([
    [{ provider: 'openai' }, 'provider: must be an object'],
    [{ provider: { order: 'openai' } }, 'provider.order: must be an array'],
    [{ provider: { sort: 'cheap' } }, 'provider.sort: must be "price", "throughput", "latency" or an object'],
    [{ provider: { allow_fallbacks: 'no' } }, 'provider.allow_fallbacks: must be true or false'],
    [{ provider: { data_collection: 'deny' } }, 'provider.data_collection: must be "allow"'],
    [{ provider: { max_price: { prompt: 1 } } }, 'provider.max_price: is not supported'],
  ])('are refused by the name of the field with %j', (body, detail) => {
    expect(problem({ model: 'a', ...body })).toContain(detail);
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
