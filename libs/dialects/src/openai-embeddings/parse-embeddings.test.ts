import { AppError } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { parseEmbeddings } from './parse-embeddings.ts';

const body = (fields: Record<string, unknown>) => ({ model: 'm', input: 'a text', ...fields });

const fieldsOf = (value: unknown): string[] => {
  try {
    parseEmbeddings(value);
  } catch (error) {
    if (error instanceof AppError && error.code === 'validation_failed') return error.errors.map(({ path }) => path);
    throw error;
  }
  return [];
};

describe('a request for embeddings', () => {
  it.each([
    ['one text', 'a text', ['a text']],
    ['texts', ['a', 'b'], ['a', 'b']],
    ['the tokens of one text', [1, 2, 3], [[1, 2, 3]]],
    ['the tokens of texts', [[1, 2], [3]], [[1, 2], [3]]],
    ['texts and tokens', ['a', [3]], ['a', [3]]],
    ['white space', ' ', [' ']],
  ])('takes %s', (_name, input, inputs) => {
    expect(parseEmbeddings(body({ input })).request).toEqual({ model: 'm', inputs });
  });

  it('keeps the size of the vectors and the form of the numbers', () => {
    const parsed = parseEmbeddings(body({ dimensions: 256, encoding_format: 'base64', user: 'u' }));
    expect(parsed).toMatchObject({ request: { dimensions: 256 }, encoding: 'base64' });
    expect(parseEmbeddings(body({ dimensions: null, encoding_format: null })).encoding).toBe('float');
  });

  it('takes 2,048 texts and 300,000 tokens', () => {
    expect(fieldsOf(body({ input: Array<string>(2_048).fill('a') }))).toEqual([]);
    expect(fieldsOf(body({ input: Array.from({ length: 30 }, () => Array<number>(10_000).fill(1)) }))).toEqual([]);
  });

  it.each([
    ['no input', { input: undefined }, 'input'],
    ['null', { input: null }, 'input'],
    ['a number', { input: 7 }, 'input'],
    ['an object', { input: { text: 'a' } }, 'input'],
    ['an empty text', { input: '' }, 'input'],
    ['an empty list', { input: [] }, 'input'],
    ['an empty text among others', { input: ['a', ''] }, 'input[1]'],
    ['empty tokens', { input: [[1], []] }, 'input[1]'],
    ['an object among texts', { input: ['a', { text: 'b' }] }, 'input[1]'],
    ['a broken token', { input: [[1.5]] }, 'input[0]'],
    ['a negative token', { input: [[-1]] }, 'input[0]'],
    ['a token beside a text', { input: ['a', 7] }, 'input[1]'],
    ['2,049 texts', { input: Array<string>(2_049).fill('a') }, 'input'],
    ['300,001 tokens', { input: [Array<number>(300_000).fill(1), [1]] }, 'input'],
    ['an unknown encoding', { encoding_format: 'hex' }, 'encoding_format'],
    ['no dimensions at all', { dimensions: 0 }, 'dimensions'],
    ['half a dimension', { dimensions: 1.5 }, 'dimensions'],
    ['no model', { model: undefined }, 'model'],
  ])('is refused with the field named: %s', (_name, fields, path) => {
    expect(fieldsOf(body(fields))).toEqual([path]);
  });

  it('is refused where the body is no object', () => {
    expect(fieldsOf([])).toEqual(['body']);
  });
});
