import { describe, expect, it } from '@jest/globals';
import { anthropicEndpointsSchema, openAiEndpointsSchema } from './compatible-endpoints.schema.ts';

const families = {
  OPENAI_COMPATIBLE_ENDPOINTS: openAiEndpointsSchema,
  ANTHROPIC_COMPATIBLE_ENDPOINTS: anthropicEndpointsSchema,
};
const names = Object.keys(families) as (keyof typeof families)[];

const parse = (name: keyof typeof families, value: unknown) =>
  families[name].safeParse(typeof value === 'string' ? value : JSON.stringify(value));
const problemOf = (name: keyof typeof families, value: unknown): string =>
  parse(name, value)
    .error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    .join('; ') ?? '';

const house = { id: 'house', baseUrl: 'http://localhost:8000' };
const model = { id: 'm', inputPrice: 1, outputPrice: 2 };

describe.each(names)('%s', (name) => {
  it('takes an endpoint of two words', () => {
    expect(parse(name, [house]).data).toEqual([house]);
  });

  it('takes every price, what a model is for, and what it can do', () => {
    const prices = {
      inputPrice: 1,
      outputPrice: 2,
      cacheReadPrice: 0.1,
      cacheWrite5mPrice: 1.25,
      cacheWrite1hPrice: 2,
    };
    const whole = { id: 'm', ...prices, kind: 'chat', capabilities: { tools: false, images: false, reasoning: true } };
    const endpoint = { ...house, models: [whole], defaultPrice: prices };
    expect(parse(name, [endpoint]).data).toEqual([endpoint]);
  });

  it.each([
    ['no JSON', '[{', 'is not valid JSON; write e.g. [{"id":"house"'],
    ['no list', house, 'is a list of endpoints'],
    ['a bad id', [{ ...house, id: 'My Server' }], '0.id takes lower-case letters'],
    ['the id of a built-in provider', [{ ...house, id: 'openai' }], 'is the name of a built-in provider'],
    ['no URL', [{ ...house, baseUrl: 'localhost:8000' }], '0.baseUrl is an http(s) URL'],
    ['an id twice', [house, house], 'names the endpoint "house" twice'],
    ['a model twice', [{ ...house, models: [model, model] }], 'names the model "m" twice'],
    ['a negative price', [{ ...house, defaultPrice: { ...model, inputPrice: -1 } }], 'is US$ per million tokens'],
    ['an unknown word', [{ ...house, url: 'x' }], 'url'],
    ['an unknown price', [{ ...house, models: [{ ...model, cachePrice: 1 }] }], 'cachePrice'],
    ['an unknown kind', [{ ...house, models: [{ ...model, kind: 'speech' }] }], '0.models.0.kind'],
    ['an unknown capability', [{ ...house, models: [{ ...model, capabilities: { video: true } }] }], 'video'],
  ])('says clearly what is wrong with %s', (_name, value, words) => {
    expect(problemOf(name, value)).toContain(words);
  });
});

describe('the differences of the two families', () => {
  it('are the address, the API and embeddings, each refused by name where it has no place', () => {
    const embedding = { ...house, models: [{ ...model, kind: 'embedding' }] };
    const withApi = { ...house, api: ['chat'] };
    expect([
      problemOf('OPENAI_COMPATIBLE_ENDPOINTS', [embedding]),
      problemOf('OPENAI_COMPATIBLE_ENDPOINTS', [withApi]),
    ]).toEqual(['', '']);
    expect(problemOf('ANTHROPIC_COMPATIBLE_ENDPOINTS', [embedding])).toContain('0.models cannot be embeddings');
    expect(problemOf('ANTHROPIC_COMPATIBLE_ENDPOINTS', [withApi])).toContain('0.api has no meaning here');
    const withVersion = { ...house, baseUrl: 'http://localhost:8000/v1/' };
    expect(problemOf('OPENAI_COMPATIBLE_ENDPOINTS', [withVersion])).toBe('');
    expect(problemOf('ANTHROPIC_COMPATIBLE_ENDPOINTS', [withVersion])).toContain('0.baseUrl goes without /v1');
    const silent = problemOf('OPENAI_COMPATIBLE_ENDPOINTS', [{ ...house, api: ['responses'] }]);
    expect(silent).toContain('names "chat"');
  });
});
