import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Operation, readOperations } from './api-operations.ts';
import { arbitraryOf } from './arbitrary-of-schema.ts';
import { type FuzzCase, casesOf } from './fuzz-case.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { FuzzAnswer } from './send-case.ts';

const bodySchema = {
  type: 'object',
  properties: {
    model: { type: 'string', minLength: 1, maxLength: 5 },
    slug: { type: 'string', pattern: '^\\w{1,8}$' },
    mood: { enum: ['good', 'bad'] },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    price: { type: 'number', exclusiveMinimum: 0, maximum: 100_000 },
    day: { type: 'string', format: 'date' },
    share: { anyOf: [{ type: 'number', minimum: 0, maximum: 1 }, { type: 'null' }] },
    email: { type: 'string', format: 'email' },
    things: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Thing' } },
  },
  required: ['model', 'things'],
};
const answerSchema = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
const json = (schema: Record<string, unknown>) => ({ content: { 'application/json': { schema } } });

const api = readOperations({
  paths: {
    '/things/{id}': {
      post: {
        operationId: 'changeThing',
        security: [{ apiKey: [] }],
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^\\w+$' } },
          { name: 'page', in: 'query', required: false, schema: { type: 'integer', minimum: 1 } },
        ],
        requestBody: {
          content: { 'application/json': { schema: bodySchema, example: { model: 'a', things: [{ name: 'b' }] } } },
        },
        responses: { 200: json(answerSchema), 204: {}, 400: json({}), 401: json({}), 503: json({}) },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        properties: { name: { type: 'string' }, inner: { $ref: '#/components/schemas/Thing' } },
        required: ['name'],
      },
    },
  },
});
const [operation] = api.operations as [Operation];
const cases = casesOf(operation, api);
const isAccepted = (text: string | undefined) => operation.body?.accepts(JSON.parse(text ?? 'null')) === true;

describe('the cases of an operation', () => {
  it('have bodies that the schema accepts where they are good, and refuses where they are broken', () => {
    fc.assert(fc.property(arbitraryOf(bodySchema, api.resolve), (value) => isAccepted(JSON.stringify(value))));
    fc.assert(fc.property(cases['good'] as fc.Arbitrary<FuzzCase>, ({ body }) => isAccepted(body)));
    fc.assert(fc.property(cases['broken body'] as fc.Arbitrary<FuzzCase>, ({ body }) => !isAccepted(body)));
  });

  it('are the same for the same seed', () => {
    const sample = () => fc.sample(cases['broken body'] as fc.Arbitrary<FuzzCase>, { seed: 7, numRuns: 20 });
    expect(sample()).toEqual(sample());
  });

  it('are of every kind that the operation has', () => {
    expect(Object.keys(cases)).toEqual(['good', 'broken body', 'not a JSON body', 'bad credential', 'bad parameter']);
  });
});

describe('the judge of answers', () => {
  const headers = { 'x-request-id': 'req_1', 'content-type': 'application/json; charset=utf-8' };
  const good: FuzzCase = { method: 'POST', ids: {}, query: [], headers: {}, credential: 'good', isBad: false };
  const judge = (answer: Partial<FuzzAnswer>, one: Partial<FuzzCase> = {}) =>
    judgeAnswer(operation, { ...good, ...one }, { status: 200, headers, body: '{"id":"a"}', ...answer }).join();

  it('finds nothing wrong with what is declared', () => {
    expect(judge({})).toBe('');
    expect(judge({ status: 204, body: '' })).toBe('');
    expect(judge({ status: 400 }, { isBad: true })).toBe('');
    expect(judge({ status: 503, headers: { ...headers, 'retry-after': '1' } })).toBe('');
  });

  it.each<[string, Partial<FuzzAnswer>, Partial<FuzzCase>, RegExp]>([
    ['a fault of the hub', { status: 500 }, {}, /500 is a fault of the hub/],
    ['load without a time to come back', { status: 503 }, {}, /503 is a fault/],
    ['success for what is bad', {}, { isBad: true }, /answered with success/],
    [
      'anything but 401 for a stranger',
      { status: 400 },
      { credential: 'none', isBad: true },
      /bad credential was answered with 400/,
    ],
    ['an undeclared status', { status: 418 }, {}, /418 is not declared/],
    [
      'an undeclared media type',
      { headers: { ...headers, 'content-type': 'text/html' } },
      {},
      /text\/html is not declared/,
    ],
    ['a body that does not fit', { body: '{"id":7}' }, {}, /does not fit its schema: \/id/],
    ['a body that is not JSON', { body: '{' }, {}, /not JSON/],
    ['a body where none is declared', { status: 204 }, {}, /body where none is declared/],
    ['a missing request id', { headers: { 'content-type': 'application/json' } }, {}, /x-request-id/],
  ])('finds %s', (_name, answer, one, fault) => {
    expect(judge(answer, one)).toMatch(fault);
  });
});
