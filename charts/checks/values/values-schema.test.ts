import { describe, expect, it } from '@jest/globals';
import { valuesSchema } from './values-schema.ts';

const read = (source: string) => valuesSchema(source, { given: {} });

describe('the schema of a values.yaml', () => {
  it('takes types from the defaults and descriptions from the comments', () => {
    expect(read('# How many.\ncount: 2\n# Of what.\nkind:\n  # The name.\n  label: x\n')).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: {
        count: { description: 'How many.', type: 'integer' },
        kind: {
          description: 'Of what.',
          type: 'object',
          additionalProperties: false,
          properties: { label: { description: 'The name.', type: 'string' } },
        },
      },
    });
  });

  it('knows what a default cannot tell by its path', () => {
    const { properties } = read('# Pods.\nreplicas: 1\n# Taints.\ntolerations: []\n');
    expect(properties?.['replicas']).toMatchObject({ minimum: 0, maximum: 1000 });
    expect(properties?.['tolerations']).toMatchObject({ type: 'array' });
  });

  it.each([
    ['a value without a comment', 'count: 2\n', 'count needs a comment above it'],
    ['an empty map that nobody has described', '# Something.\nthings: {}\n', 'things is empty or a list'],
    ['a value without a default', '# Something.\nthing:\n', 'thing has no default'],
  ])('refuses %s', (_, source, problem) => {
    expect(() => read(source)).toThrow(problem);
  });
});
