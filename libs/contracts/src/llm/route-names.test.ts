import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AppError } from '../errors/app-error.ts';
import type { ChoosableCard } from './choose-auto.ts';
import { type WantedModel, createModelNames } from './model-names.ts';
import type { NameSettings } from './name-settings.ts';
import { type ProviderPreferences, providerRoutingOf } from './provider-preferences.ts';
import { freePrice } from './price.ts';
import { sortModels } from './sort-models.ts';

const needs = { tools: false, images: false, prefill: false, inputTokens: 100 };

function card(id: string, provider: string, inputMicros: number, more: Partial<ChoosableCard> = {}): ChoosableCard {
  const capabilities = { tools: true, images: true, reasoning: true };
  const price = { ...freePrice, inputMicros };
  return { id, provider, kind: 'chat', simulated: false, contextTokens: 200_000, capabilities, price, ...more };
}

const cards = [
  card('claude-haiku-4-5', 'anthropic', 3),
  card('claude-haiku-4-5-20251001', 'anthropic', 3),
  card('gpt-5', 'openai', 5),
  card('gpt-5-mini', 'openai', 2),
  card('proxy/gpt-5', 'proxy', 4),
  card('house/gpt-5', 'house', 1),
  card('house/claude-haiku-4.5', 'house', 9),
  card('text-embedding-3-small', 'openai', 1, { kind: 'embedding' }),
];
const speeds: Record<string, { firstTokenMs: number; tokensPerSecond: number }> = {
  openai: { firstTokenMs: 100, tokensPerSecond: 10 },
  proxy: { firstTokenMs: 200, tokensPerSecond: 30 },
  house: { firstTokenMs: 300, tokensPerSecond: 20 },
};
const sort: NameSettings['sort'] = (offered, by = 'order') => sortModels(offered, by, (provider) => speeds[provider]);
const namesOf = (settings: Partial<NameSettings> = {}) =>
  createModelNames(cards, { aliases: {}, autoModels: [], sort, ...settings }, { listedBy: 'See the list.' });

const wanting = (provider?: ProviderPreferences, more: Partial<WantedModel> = {}): WantedModel => {
  return { kind: 'chat', readNeeds: () => needs, routing: providerRoutingOf(provider), ...more };
};
const ask = (names: string[], provider?: ProviderPreferences, settings?: Partial<NameSettings>) =>
  namesOf(settings).resolve(names, wanting(provider));

function errorOf(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    return error as AppError;
  }
  throw new Error('nothing was refused');
}

describe('a model that several providers have', () => {
  it('is the one of the name alone for a caller who does not speak of providers', () => {
    expect(ask(['gpt-5'])).toEqual(['gpt-5']);
    expect(ask(['gpt-5'], {})).toEqual(['gpt-5']);
    expect(ask(['gpt-5'], { allow_fallbacks: true, only: [] })).toEqual(['gpt-5']);
  });

  it.each<[string, ProviderPreferences, string[]]>([
    ['the cheapest first', { sort: 'price' }, ['house/gpt-5', 'proxy/gpt-5', 'gpt-5']],
    ['the first to begin first', { sort: 'latency' }, ['gpt-5', 'proxy/gpt-5', 'house/gpt-5']],
    ['the fastest to write first', { sort: { by: 'throughput' } }, ['proxy/gpt-5', 'house/gpt-5', 'gpt-5']],
    ['in an order, the others behind', { order: ['House', 'azure'] }, ['house/gpt-5', 'gpt-5', 'proxy/gpt-5']],
    ['in an order before a sort', { order: ['openai'], sort: 'price' }, ['gpt-5', 'house/gpt-5', 'proxy/gpt-5']],
    ['only of some', { only: ['proxy', 'openai'] }, ['gpt-5', 'proxy/gpt-5']],
    ['of all but some', { ignore: ['openai'] }, ['proxy/gpt-5', 'house/gpt-5']],
    ['of the first alone', { allow_fallbacks: false }, ['gpt-5']],
    ['of the cheapest alone', { sort: 'price', allow_fallbacks: false }, ['house/gpt-5']],
    ['of none but the ordered', { order: ['proxy', 'house'], allow_fallbacks: false }, ['proxy/gpt-5', 'house/gpt-5']],
  ])('is asked for %s', (_how, provider, ids) => {
    expect(ask(['gpt-5'], provider)).toEqual(ids);
    expect(ask(['openai/gpt-5'], provider)).toEqual(ids);
  });

  it('is the same by another spelling, and a dated name of its own provider is not another provider’s', () => {
    expect(ask(['claude-haiku-4-5'], { sort: 'price' })).toEqual(['claude-haiku-4-5', 'house/claude-haiku-4.5']);
  });

  it('is refused by the name of the field when no provider is left, and says who serves it', () => {
    const error = errorOf(() => ask(['gpt-5-mini'], { only: ['azure'] }));
    expect(error).toMatchObject({ code: 'model_not_found', errors: [{ path: 'provider' }] });
    expect(error.detail).toMatch(/"gpt-5-mini".*Served by: openai\./);
    expect(errorOf(() => ask(['auto'], { only: ['azure'] }))).toMatchObject({ errors: [{ path: 'provider' }] });
  });
});

describe('several models', () => {
  it('stay in the caller’s order, the providers of each sorted, unless all are to be sorted together', () => {
    const models = ['claude-haiku-4-5', 'gpt-5'];
    const eachSorted = ['claude-haiku-4-5', 'house/claude-haiku-4.5', 'house/gpt-5', 'proxy/gpt-5', 'gpt-5'];
    expect(ask(models, { sort: 'price' })).toEqual(eachSorted);
    expect(ask(models, { sort: { by: 'price', partition: 'none' } })).toEqual([
      ...['house/gpt-5', 'claude-haiku-4-5', 'proxy/gpt-5', 'gpt-5', 'house/claude-haiku-4.5'],
    ]);
  });

  it('of an alias and of auto are sorted by what the caller wants, whatever their operator does', () => {
    const aliases = { fast: [{ model: 'gpt-5', weight: 9 }, { model: 'gpt-5-mini' }] };
    expect(ask(['fast'], { sort: 'price', only: ['openai'] }, { aliases })).toEqual(['gpt-5-mini', 'gpt-5']);
    expect(ask(['auto'], { only: ['openai'] })).toEqual(['gpt-5']);
    expect(ask(['auto'], { ignore: ['openai', 'house', 'proxy'] })).toEqual(['claude-haiku-4-5']);
  });
});

describe('models with weights', () => {
  const weights = fc.array(fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }), {
    minLength: 1,
    maxLength: 4,
  });
  const ids = ['gpt-5', 'gpt-5-mini', 'claude-haiku-4-5', 'house/gpt-5'];

  it('share the calls of their alias by weight, and the others follow in their order', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 1 }), (drawn, offset) => {
        const targets = drawn.map((weight, at) => ({ model: ids[at] ?? '', ...(weight && { weight }) }));
        const total = drawn.reduce<number>((sum, weight = 0) => sum + weight, 0);
        const calls = Math.max(total, 1);
        let call = 0;
        // Every draw once: the shares are exact.
        const random = () => (call + 0.25 + offset / 2) / calls;
        const names = namesOf({ aliases: { shared: targets }, random });
        const counts = new Map<string, number>();
        for (; call < calls; call += 1) {
          const [first, ...rest] = names.resolve(['shared'], wanting());
          counts.set(first, (counts.get(first) ?? 0) + 1);
          expect(rest).toEqual(targets.map(({ model }) => model).filter((model) => model !== first));
        }
        for (const [at, { model, weight }] of targets.entries()) {
          const share = total === 0 ? Number(at === 0) : (weight ?? 0);
          expect(counts.get(model) ?? 0).toBe(share);
        }
      }),
    );
  });

  it('of which one is not offered leave its share to the others', () => {
    const aliases = { shared: [{ model: 'gone', weight: 99 }, { model: 'gpt-5', weight: 1 }, { model: 'gpt-5-mini' }] };
    expect(namesOf({ aliases, random: () => 0.999 }).resolve(['shared'], wanting())).toEqual(['gpt-5', 'gpt-5-mini']);
  });

  it('are listed in the order in which they are written', () => {
    const aliases = {
      shared: [
        { model: 'gpt-5', weight: 1 },
        { model: 'gpt-5-mini', weight: 9 },
      ],
    };
    const listed = namesOf({ aliases, random: () => 0.9 }).aliases();
    expect(listed.find(({ name }) => name === 'shared')?.aliasOf).toEqual(['gpt-5', 'gpt-5-mini']);
  });
});

describe('models that may answer where the only one of a call fails', () => {
  const fallbacks = ['gone', 'gpt-5-mini', 'claude-haiku-4-5', 'text-embedding-3-small'];
  const resolve = (names: string[], provider?: ProviderPreferences, more: Partial<WantedModel> = {}) =>
    namesOf().resolve(names, wanting(provider, { fallbacks, ...more }));

  it('come behind it, those that are offered and answer', () => {
    expect(resolve(['gpt-5'])).toEqual(['gpt-5', 'gpt-5-mini', 'claude-haiku-4-5']);
    expect(resolve(['gpt-5-mini'])).toEqual(['gpt-5-mini', 'claude-haiku-4-5']);
  });

  it('are none for a call that names several, or wants no fallbacks, and only of the providers that it allows', () => {
    expect(resolve(['gpt-5', 'gpt-5-mini'])).toEqual(['gpt-5', 'gpt-5-mini']);
    expect(resolve(['gpt-5'], { allow_fallbacks: false })).toEqual(['gpt-5']);
    expect(resolve(['gpt-5'], { only: ['openai'] })).toEqual(['gpt-5', 'gpt-5-mini']);
  });

  it('are none that cannot do what the call needs', () => {
    const readNeeds = () => ({ ...needs, inputTokens: 500_000 });
    expect(resolve(['gpt-5'], undefined, { readNeeds })).toEqual(['gpt-5']);
  });
});

describe('preferences of providers', () => {
  it('that say nothing are none', () => {
    expect(providerRoutingOf(undefined)).toBeUndefined();
    expect(providerRoutingOf({ sort: {}, order: null, require_parameters: true })).toBeUndefined();
  });
});
