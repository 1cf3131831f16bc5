import { type ModelCard, freePrice } from '@smart-ai-hub/contracts';
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { readAll } from '@smart-ai-hub/dialects/fixtures/read-all';
import { withServedAnswer } from '@smart-ai-hub/dialects/fixtures/serve-answer';
import { pageOfModels } from './page-of-models.ts';
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
const wholePage = (list: ModelCard[]) => pageOfModels(list, { limit: 1000 });
const served = (list: unknown) => ({ contentType: 'application/json', body: JSON.stringify(list) });
const rates = {
  input: 30,
  cache_read: 3,
  cache_write_5m: 37.5,
  cache_write_1h: 60,
  output: 150,
  reasoning: 150,
  image: 30,
};
const pricing = { unit: 'credits per million tokens', free: false, ...rates, tiers: [], web_search: null, next: null };

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
    const models = await withServedAnswer(served(toAnthropicModelList(wholePage(cards))), (baseURL) =>
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
    expect(toAnthropicModelList(wholePage([]))).toEqual({ data: [], has_more: false, first_id: null, last_id: null });
  });

  it('tells the prices of long prompts, of reasoning and images, and what the model will cost from when on', () => {
    const long = { ...card('a').price, aboveInputTokens: 200_000, inputMicros: 60_000_000 };
    const price = {
      ...card('a').price,
      reasoningMicros: 300_000_000,
      imageMicros: 70_000_000,
      tiers: [long],
      webSearchMicros: 100_000,
    };
    const nextPrice = { fromMs: Date.UTC(2027, 0, 1), price: freePrice, source: 'admin' as const };
    const [model] = toOpenAiModelList([{ ...card('a'), price, nextPrice }]).data;
    expect(model?.pricing).toEqual({
      ...pricing,
      reasoning: 300,
      image: 70,
      web_search: 0.1,
      tiers: [{ above_input_tokens: 200_000, ...rates, input: 60, image: 60 }],
      next: expect.objectContaining({ from: '2027-01-01T00:00:00.000Z', free: true, input: 0, output: 0 }),
    });
  });

  it('names models of embeddings, with the price of their input, where the dialect has embeddings', () => {
    const embedding = { ...card('e'), kind: 'embedding' as const, maxOutputTokens: 0 };
    const [model] = toOpenAiModelList([embedding]).data;
    expect(model).toMatchObject({ id: 'e', kind: 'embedding', max_output_tokens: 0 });
    expect(Object.keys(model?.pricing ?? {})).toEqual(['unit', 'free', 'input', 'tiers', 'next']);
    expect(toAnthropicModelList(wholePage([embedding, card('a')]))).toMatchObject({
      data: [{ id: 'a' }],
      first_id: 'a',
    });
  });
});
