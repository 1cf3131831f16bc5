import { describe, expect, it } from '@jest/globals';
import type { Model } from '@smart-ai-hub/contracts';
import { searchModels } from './search-models.ts';

const model = (id: string, provider: string, more: Partial<Model> = {}): Model => ({
  id,
  provider,
  displayName: id.toUpperCase(),
  kind: 'chat',
  simulated: false,
  contextTokens: 1,
  maxOutputTokens: 1,
  typicalOutputTokens: 1,
  dialects: [],
  capabilities: { tools: true, images: true, reasoning: true },
  price: {
    ...{ input: 1, cacheRead: 1, cacheWrite5m: 1, cacheWrite1h: 1, output: 1, reasoning: 1, image: 1 },
    ...{ free: false, tiers: [], webSearch: null },
  },
  nextPrice: null,
  ...more,
});

const free = { ...model('x', 'x').price, free: true };
const models = [
  model('gpt-10', 'openai'),
  model('gpt-5', 'openai'),
  model('text-embedding', 'openai', { kind: 'embedding' }),
  model('claude', 'anthropic'),
  model('llama', 'my-cluster', { price: free }),
];
const found = (search: string) => searchModels(models, search).map(({ id }) => id);

describe('searching models', () => {
  it('lists all by provider, kind and name, numbers in their order', () => {
    expect(found('  ')).toEqual(['claude', 'llama', 'gpt-5', 'gpt-10', 'text-embedding']);
  });

  it('finds every word in any of name, id, provider, kind and price', () => {
    expect(found('OPENAI gpt')).toEqual(['gpt-5', 'gpt-10']);
    expect(found('embeddings')).toEqual(['text-embedding']);
    expect(found('free')).toEqual(['llama']);
    expect(found('gpt anthropic')).toEqual([]);
  });
});
