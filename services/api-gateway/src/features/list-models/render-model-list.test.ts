import type { ModelCard } from '@smart-ai-hub/contracts';
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { readAll } from '@smart-ai-hub/dialects/fixtures/read-all';
import { withServedAnswer } from '@smart-ai-hub/dialects/fixtures/serve-answer';
import { toAnthropicModelList, toOpenAiModelList } from './render-model-list.ts';

const card = (id: string): ModelCard => ({
  id,
  provider: 'simulator',
  displayName: `Model ${id}`,
  kind: 'chat',
  simulated: true,
  contextTokens: 200_000,
  maxOutputTokens: 64_000,
  typicalOutputTokens: 800,
  price: {
    inputMicros: 30_000_000,
    cacheReadMicros: 3_000_000,
    cacheWrite5mMicros: 37_500_000,
    cacheWrite1hMicros: 60_000_000,
    outputMicros: 150_000_000,
  },
  dialects: [],
  capabilities: { tools: true, images: false, reasoning: true },
});
const cards = [card('a'), card('b')];
const served = (list: unknown) => ({ contentType: 'application/json', body: JSON.stringify(list) });
const pricing = {
  unit: 'credits per million tokens',
  input: 30,
  cache_read: 3,
  cache_write_5m: 37.5,
  cache_write_1h: 60,
  output: 150,
};

describe('the list of models', () => {
  it('is read by the openai SDK, with limits and prices in credits', async () => {
    const models = await withServedAnswer(served(toOpenAiModelList(cards)), (baseURL) =>
      readAll(new OpenAI({ apiKey: 'k', baseURL, maxRetries: 0 }).models.list()),
    );
    expect(models.map((model) => model.id)).toEqual(['a', 'b']);
    expect(models[0]).toMatchObject({ object: 'model', owned_by: 'simulator', context_length: 200_000, pricing });
    expect(models[0]).toMatchObject({ simulated: true, supports: { tools: true, images: false, reasoning: true } });
  });

  it('is read by the Anthropic SDK as one page, with limits and prices in credits', async () => {
    const models = await withServedAnswer(served(toAnthropicModelList(cards)), (baseURL) =>
      readAll(new Anthropic({ apiKey: 'k', baseURL, maxRetries: 0 }).models.list()),
    );
    expect(models.map((model) => model.id)).toEqual(['a', 'b']);
    expect(models[0]).toMatchObject({
      type: 'model',
      display_name: 'Model a',
      lifecycle: 'active',
      max_input_tokens: 200_000,
      max_tokens: 64_000,
      simulated: true,
      pricing,
    });
  });

  it('may be empty', () => {
    expect(toOpenAiModelList([])).toEqual({ object: 'list', data: [] });
    expect(toAnthropicModelList([])).toEqual({ data: [], has_more: false, first_id: null, last_id: null });
  });
});
