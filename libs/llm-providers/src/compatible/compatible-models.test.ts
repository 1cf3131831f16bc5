import { describe, expect, it } from '@jest/globals';
import type { CompatibleEndpoint } from './compatible-endpoints.schema.ts';
import { configuredTargets, listedTargets } from './compatible-models.ts';

const house: CompatibleEndpoint = { id: 'house', baseUrl: 'http://localhost:8000/v1' };
const listed = (endpoint: CompatibleEndpoint, ...ids: string[]) =>
  listedTargets(
    endpoint,
    ids.map((id) => ({ id })),
    ['openai-chat'],
  );

describe('models that a server lists', () => {
  it('are called by the endpoint’s id and theirs, and are free unless priced', () => {
    const [target] = listed({ ...house, displayName: 'Our server' }, 'llama4:8b');
    expect(target).toMatchObject({
      upstreamModel: 'llama4:8b',
      card: {
        id: 'house/llama4:8b',
        provider: 'house',
        displayName: 'llama4:8b (Our server)',
        price: { inputMicros: 0, outputMicros: 0, free: true },
      },
    });
  });

  it('have the default price, in which what has none of its own costs what input costs', () => {
    const [plain] = listed({ ...house, defaultPrice: { inputPrice: 0.5, outputPrice: 2 } }, 'm');
    expect(plain?.card.price).toEqual({
      inputMicros: 5_000_000,
      cacheReadMicros: 5_000_000,
      cacheWrite5mMicros: 5_000_000,
      cacheWrite1hMicros: 5_000_000,
      outputMicros: 20_000_000,
    });
    const cached = {
      inputPrice: 1,
      outputPrice: 2,
      cacheReadPrice: 0.1,
      cacheWrite5mPrice: 1.25,
      cacheWrite1hPrice: 2,
    };
    expect(listed({ ...house, defaultPrice: cached }, 'm')[0]?.card.price).toMatchObject({
      cacheReadMicros: 1_000_000,
      cacheWrite5mMicros: 12_500_000,
      cacheWrite1hMicros: 20_000_000,
    });
  });

  it('make embeddings when their name says so, and are left out when they neither answer nor embed', () => {
    const targets = listed(house, 'nomic-embed-text', 'bge-reranker', 'whisper-1', 'tts-1', 'omni-moderation', 'm');
    expect(targets.map(({ card }) => [card.id, card.kind, card.dialects])).toEqual([
      ['house/nomic-embed-text', 'embedding', ['openai-embeddings']],
      ['house/m', 'chat', ['openai-chat']],
    ]);
    expect(targets[0]?.card).toMatchObject({ maxOutputTokens: 0, typicalOutputTokens: 0, contextTokens: 8_192 });
  });
});

describe('models that are configured', () => {
  const price = { inputPrice: 1, outputPrice: 3 };
  const cardsOf = (...models: NonNullable<CompatibleEndpoint['models']>) =>
    configuredTargets({ ...house, models }, ['openai-chat']).map(({ card }) => card);

  it('have their own names, and the server’s beside them', () => {
    const models = [{ id: 'house-model', upstreamId: 'qwen3', ...price, contextTokens: 8_000 }];
    expect(configuredTargets({ ...house, models }, ['openai-chat'])).toMatchObject([
      { upstreamModel: 'qwen3', card: { id: 'house-model', contextTokens: 8_000, maxOutputTokens: 8_000 } },
    ]);
  });

  it('can do everything that is not denied', () => {
    const [all, some] = cardsOf({ id: 'all', ...price }, { id: 'some', ...price, capabilities: { images: false } });
    expect(all?.capabilities).toEqual({ tools: true, images: true, reasoning: true });
    expect(some?.capabilities).toEqual({ tools: true, images: false, reasoning: true });
  });

  it('make embeddings when they say so, whatever their name is', () => {
    const [vectors, embedder] = cardsOf(
      { id: 'vectors', kind: 'embedding', inputPrice: 0.1, outputPrice: 0 },
      { id: 'embedded-world', ...price },
    );
    expect(vectors).toMatchObject({ kind: 'embedding', dialects: ['openai-embeddings'], maxOutputTokens: 0 });
    expect(embedder).toMatchObject({ kind: 'chat', dialects: ['openai-chat'] });
  });
});
