import type { ModelCard } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import { createModelCatalog } from './model-catalog.ts';

const card = (id: string): ModelCard => ({
  id,
  provider: 'p',
  displayName: id,
  kind: 'chat',
  simulated: false,
  contextTokens: 1,
  maxOutputTokens: 1,
  typicalOutputTokens: 1,
  price: { inputMicros: 1, cacheReadMicros: 1, cacheWrite5mMicros: 1, cacheWrite1hMicros: 1, outputMicros: 1 },
  dialects: [],
  capabilities: { tools: false, images: false, reasoning: false },
});

function catalogOf(published: ModelCard[]) {
  const state = { published, nowMs: 0, reads: 0, away: false };
  const catalog = createModelCatalog({
    readCards: () => {
      state.reads += 1;
      return state.away ? Promise.reject(new Error('away')) : Promise.resolve(state.published);
    },
    maxAgeMs: 5_000,
    now: () => state.nowMs,
  });
  return { state, catalog };
}

describe('the model catalog', () => {
  it('reads once for many calls', async () => {
    const { state, catalog } = catalogOf([card('a')]);
    await Promise.all([catalog.find('a'), catalog.find('a'), catalog.find('a')]);
    await catalog.find('a');
    expect(state.reads).toBe(1);
  });

  it('looks once more before it refuses a model, and at most once a second', async () => {
    const { state, catalog } = catalogOf([card('a')]);
    await catalog.find('a');
    state.published = [card('a'), card('b')];
    expect(await catalog.find('b')).toBeUndefined();
    state.nowMs = 1_500;
    expect((await catalog.find('b'))?.id).toBe('b');
    await catalog.find('nope');
    expect(state.reads).toBe(2);
  });

  it('goes on with what it knows while PostgreSQL is away', async () => {
    const { state, catalog } = catalogOf([card('a')]);
    await catalog.find('a');
    state.away = true;
    state.nowMs = 60_000;
    expect((await catalog.find('a'))?.id).toBe('a');
  });

  it('rejects when it never learned anything', async () => {
    const { state, catalog } = catalogOf([]);
    state.away = true;
    await expect(catalog.find('a')).rejects.toThrow('away');
  });
});
