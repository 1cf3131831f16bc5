import { type ModelCard, type PriceBookEntry, toPricedModels } from '@smart-ai-hub/contracts';
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

function entry(id: string, fromMs: number, inputMicros: number): PriceBookEntry {
  const dates = { effectiveFrom: new Date(fromMs), effectiveUntil: null, endedAt: null, createdAt: new Date(0) };
  return { id, modelId: 'a', source: 'admin', price: { ...card('a').price, inputMicros }, ...dates };
}

function catalogOf(published: ModelCard[], book: PriceBookEntry[] = []) {
  const state = { published, book, nowMs: 0, reads: 0, away: false, silent: false };
  const catalog = createModelCatalog({
    readModels: () => {
      state.reads += 1;
      if (state.silent) return new Promise<never>(() => undefined);
      if (state.away) return Promise.reject(new Error('away'));
      return Promise.resolve(toPricedModels(state.published, state.book));
    },
    names: { aliases: {}, autoModels: [] },
    maxAgeMs: 5_000,
    now: () => state.nowMs,
  });
  const find = async (name: string) => {
    const wanted = {
      kind: 'chat',
      readNeeds: () => ({ tools: false, images: false, prefill: false, inputTokens: 0 }),
    } as const;
    return (await catalog.resolve([name], wanted))[0];
  };
  return { state, catalog, find };
}

describe('the model catalog', () => {
  it('reads once for many calls', async () => {
    const { state, find } = catalogOf([card('a')]);
    await Promise.all([find('a'), find('a'), find('a')]);
    await find('a');
    expect(state.reads).toBe(1);
  });

  it('looks once more before it refuses a model, and at most once a second', async () => {
    const { state, find } = catalogOf([card('a')]);
    await find('a');
    state.published = [card('a'), card('b')];
    await expect(find('b')).rejects.toMatchObject({ code: 'model_not_found' });
    state.nowMs = 1_500;
    expect((await find('b'))?.id).toBe('b');
    await expect(find('nope')).rejects.toMatchObject({ code: 'model_not_found' });
    expect(state.reads).toBe(2);
  });

  it('goes on with what it knows while PostgreSQL is away', async () => {
    const { state, find } = catalogOf([card('a')]);
    await find('a');
    state.away = true;
    state.nowMs = 60_000;
    expect((await find('a'))?.id).toBe('a');
  });

  it('serves what it has while it reads again, and waits for the reading when nobody called for long', async () => {
    const { state, find } = catalogOf([card('a')]);
    const priceOfA = async () => (await find('a'))?.price.inputMicros;
    await find('a');
    state.book = [entry('prc_1', 1, 5)];
    state.nowMs = 6_000;
    expect(await priceOfA()).toBe(1);
    expect(await priceOfA()).toBe(5);
    state.book = [entry('prc_1', 1, 9)];
    state.nowMs = 3_600_000;
    expect(await Promise.all([priceOfA(), priceOfA(), priceOfA()])).toEqual([9, 9, 9]);
    expect(state.reads).toBe(3);
  });

  it('lets no call wait again for a while once PostgreSQL did not answer', async () => {
    const { state, find } = catalogOf([card('a')]);
    await find('a');
    state.away = true;
    state.nowMs = 60_000;
    await find('a');
    // From here on a call that waited would wait for ever.
    state.silent = true;
    state.nowMs = 64_000;
    expect((await find('a'))?.id).toBe('a');
  });

  it('rejects when it never learned anything', async () => {
    const { state, find } = catalogOf([]);
    state.away = true;
    await expect(find('a')).rejects.toThrow('away');
  });

  it('changes a price at the very millisecond at which it begins, without reading again', async () => {
    const { state, catalog, find } = catalogOf([card('a')], [entry('prc_1', 2_000, 5), entry('prc_2', 3_000, 9)]);
    const seen: unknown[] = [];
    for (const nowMs of [0, 1_999, 2_000, 2_999, 3_000]) {
      state.nowMs = nowMs;
      const found = await find('a');
      const [listed] = await catalog.list();
      seen.push([found?.price.inputMicros, listed?.price.inputMicros, found?.nextPrice?.fromMs]);
    }
    expect(seen).toEqual([
      [1, 1, 2_000],
      [1, 1, 2_000],
      [5, 5, 3_000],
      [5, 5, 3_000],
      [9, 9, undefined],
    ]);
    expect(state.reads).toBe(1);
  });
});
