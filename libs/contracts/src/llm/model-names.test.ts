import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AppError } from '../errors/app-error.ts';
import type { ChoosableCard } from './choose-auto.ts';
import { type WantedModel, createModelNames } from './model-names.ts';
import type { NameSettings } from './name-settings.ts';

const needs = { tools: false, images: false, prefill: false, inputTokens: 100 };
const chat: WantedModel = { kind: 'chat', readNeeds: () => needs };
const hints = { listedBy: 'See the list.' };

function card(id: string, provider: string, more: Partial<ChoosableCard> = {}): ChoosableCard {
  const capabilities = { tools: true, images: true, reasoning: true };
  return { id, provider, kind: 'chat', simulated: false, contextTokens: 200_000, capabilities, ...more };
}

const anthropic = [
  'claude-opus-4-8',
  'claude-sonnet-4-5',
  'claude-sonnet-4-5-20250929',
  'claude-sonnet-5',
  'claude-haiku-4-5',
];
const openai = ['gpt-4o', 'gpt-4.1-mini', 'gpt-5', 'gpt-5-mini', 'gpt-5.4-mini', 'gpt-5.5', 'gpt-6-sol', 'o3'];
const cards = [
  ...anthropic.map((id) => card(id, 'anthropic')),
  ...openai.map((id) => card(id, 'openai')),
  card('text-embedding-3-small', 'openai', { kind: 'embedding' }),
  card('ollama/llama3.2:3b', 'ollama'),
  card('simulator-gpt', 'simulator-openai', { simulated: true }),
];

const namesOf = (settings: Partial<NameSettings> = {}, offered = cards) =>
  createModelNames(offered, { aliases: {}, autoModels: [], ...settings }, hints);

const targets = (...models: string[]) => models.map((model) => ({ model }));

function errorOf(act: () => unknown): AppError {
  try {
    act();
  } catch (error) {
    return error as AppError;
  }
  throw new Error('nothing was refused');
}

describe('of two models of the same name', () => {
  const proxied = [...cards, card('proxy/gpt-5', 'proxy'), card('proxy/claude-sonnet-4-5', 'proxy')];
  it.each([
    ['gpt-5', 'gpt-5'],
    ['openai/gpt-5', 'gpt-5'],
    ['proxy/gpt-5', 'proxy/gpt-5'],
    ['Proxy/GPT-5', 'proxy/gpt-5'],
    ['anthropic/claude-sonnet-4.5', 'claude-sonnet-4-5'],
    ['proxy/claude-sonnet-4.5', 'proxy/claude-sonnet-4-5'],
    ['claude-sonnet-latest', 'claude-sonnet-5'],
  ])('%s leads to %s', (name, id) => {
    expect(namesOf({}, proxied).resolve([name], chat)).toEqual([id]);
  });
});

describe('a name leads to', () => {
  it.each([
    ['claude-sonnet-4-5', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5-20250929'],
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
    ['gpt-5-2025-08-07', 'gpt-5'],
    ['anthropic/claude-sonnet-4-5', 'claude-sonnet-4-5'],
    ['anthropic/claude-sonnet-4.5', 'claude-sonnet-4-5'],
    ['claude-sonnet-4.5', 'claude-sonnet-4-5'],
    ['openai/gpt-5.4-mini', 'gpt-5.4-mini'],
    ['OpenAI/GPT-5', 'gpt-5'],
    ['claude-sonnet-latest', 'claude-sonnet-5'],
    ['claude-opus-latest', 'claude-opus-4-8'],
    ['claude-haiku-latest', 'claude-haiku-4-5'],
    ['gpt-latest', 'gpt-6-sol'],
    ['gpt-mini-latest', 'gpt-5.4-mini'],
    ['openai/gpt-mini-latest', 'gpt-5.4-mini'],
    ['ollama/llama3.2:3b', 'ollama/llama3.2:3b'],
  ])('%s → %s', (name, id) => {
    expect(namesOf().resolve([name], chat)).toEqual([id]);
  });

  it('the model of that very id, whatever else is called so', () => {
    const own = [...cards, card('gpt-latest', 'house'), card('auto', 'house')];
    const names = namesOf({ aliases: { 'gpt-5': [{ model: 'o3' }] } }, own);
    expect(names.resolve(['gpt-latest', 'auto', 'gpt-5'], chat)).toEqual(['gpt-latest', 'auto', 'gpt-5']);
  });

  it('what an operator let it stand for, as far as that is offered', () => {
    const names = namesOf({
      aliases: { fast: targets('gpt-nano-latest', 'gpt-mini-latest', 'claude-haiku-latest'), any: targets('auto') },
    });
    expect(names.resolve(['fast'], chat)).toEqual(['gpt-5.4-mini', 'claude-haiku-4-5']);
    expect(names.resolve(['any'], chat)).toEqual(names.resolve(['auto'], chat));
  });

  it('nothing, and says so by that name and what comes near it', () => {
    const error = errorOf(() => namesOf().resolve(['claude-sonet-4-5'], chat));
    expect(error).toMatchObject({ code: 'model_not_found', errors: [{ path: 'model' }] });
    expect(error.detail).toMatch(/"claude-sonet-4-5".*Did you mean "claude-sonnet-4-5".*See the list\./);
    const several = errorOf(() => namesOf().resolve(['gpt-5', 'qqqq', 'zzzz'], chat));
    expect(several.errors.map(({ path, message }) => [path, message])).toEqual([
      ['models', 'no such model: "qqqq"'],
      ['models', 'no such model: "zzzz"'],
    ]);
    expect(several.detail).not.toContain('Did you mean');
    expect(errorOf(() => namesOf({ aliases: { old: targets('gone') } }).resolve(['old'], chat)).detail).toContain(
      'stands for',
    );
  });

  it('nothing of Object’s own members', () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(errorOf(() => namesOf().resolve([name], chat)).code).toBe('model_not_found');
  });

  it('no model of another kind, unless others remain', () => {
    const error = errorOf(() => namesOf().resolve(['text-embedding-3-small'], chat));
    expect(error).toMatchObject({ code: 'validation_failed', errors: [{ path: 'model' }] });
    expect(namesOf().resolve(['text-embedding-3-small', 'gpt-5'], chat)).toEqual(['gpt-5']);
    const embedding: WantedModel = { kind: 'embedding', readNeeds: () => needs };
    expect(namesOf().resolve(['text-embedding-3-small'], embedding)).toEqual(['text-embedding-3-small']);
  });
});

describe('auto', () => {
  it('is a model of each provider, the big ones’ newest first', () => {
    expect(namesOf().resolve(['auto'], chat)).toEqual(['claude-sonnet-5', 'gpt-6-sol', 'ollama/llama3.2:3b']);
    expect(namesOf().resolve(['openrouter/auto'], chat)).toEqual(namesOf().resolve(['auto'], chat));
  });

  it.each([
    ['tools', { tools: true }, { capabilities: { tools: false, images: true, reasoning: true } }],
    ['images', { images: true }, { capabilities: { tools: true, images: false, reasoning: true } }],
    [
      'an answer that was begun',
      { prefill: true },
      { capabilities: { tools: true, images: true, reasoning: true, prefill: false } },
    ],
    ['a long prompt', { inputTokens: 150_000 }, { contextTokens: 128_000 }],
  ])('leaves out models that cannot take %s', (_, asked, lacking) => {
    const offered = [card('a-1', 'a', lacking), card('b-1', 'b')];
    const wanted: WantedModel = { kind: 'chat', readNeeds: () => ({ ...needs, ...asked }) };
    expect(namesOf({}, offered).resolve(['auto'], wanted)).toEqual(['b-1']);
    const none = errorOf(() => namesOf({}, offered.slice(0, 1)).resolve(['auto'], wanted));
    expect(none).toMatchObject({ code: 'model_not_found' });
    expect(none.detail).toContain('can do what this call needs');
  });

  it('is a model of the simulator only when there is nothing else', () => {
    const simulated = cards.filter((one) => one.simulated);
    expect(namesOf({}, simulated).resolve(['auto'], chat)).toEqual(['simulator-gpt']);
  });

  it('is what the operator chose, as far as it can do what is needed', () => {
    const names = namesOf({ autoModels: ['gone', 'gpt-mini-latest', 'text-embedding-3-small', 'claude-opus-latest'] });
    expect(names.resolve(['auto'], chat)).toEqual(['gpt-5.4-mini', 'claude-opus-4-8']);
  });

  it('is listed with the operator’s aliases, with what they lead to', () => {
    const names = namesOf({ aliases: { best: targets('claude-opus-latest'), old: targets('gone') } });
    expect(names.aliases()).toEqual([
      { name: 'auto', aliasOf: ['claude-sonnet-5', 'gpt-6-sol', 'ollama/llama3.2:3b'] },
      { name: 'best', aliasOf: ['claude-opus-4-8'] },
    ]);
    expect(namesOf({}, []).aliases()).toEqual([]);
  });
});

const word = fc.stringMatching(/^[a-z]{1,6}(-[0-9]{1,2}){0,2}$/);
const offers = fc.uniqueArray(
  fc.record({ id: word, provider: fc.constantFrom('a', 'b', 'c'), simulated: fc.boolean(), tools: fc.boolean() }),
  { minLength: 1, maxLength: 12, selector: ({ id }) => id },
);

describe('for any models and names', () => {
  const built = (list: { id: string; provider: string; simulated: boolean; tools: boolean }[]) =>
    list.map(({ id, provider, simulated, tools }) =>
      card(id, provider, { simulated, capabilities: { tools, images: true, reasoning: true } }),
    );

  it('ids that are offered lead to themselves, in the order asked for, each once', () => {
    fc.assert(
      fc.property(offers, fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), (list, picks) => {
        const ids = picks.map((pick) => list[pick % list.length]?.id ?? '');
        expect(namesOf({}, built(list)).resolve(ids, chat)).toEqual([...new Set(ids)]);
      }),
    );
  });

  it('whatever is answered is offered, and of another name only what is refused by that name', () => {
    fc.assert(
      fc.property(
        offers,
        fc.array(fc.oneof(word, fc.string({ minLength: 1 })), { minLength: 1, maxLength: 8 }),
        (list, asked) => {
          const offered = new Set(list.map(({ id }) => id));
          try {
            const ids = namesOf({}, built(list)).resolve(asked, chat);
            expect(ids.every((id) => offered.has(id))).toBe(true);
          } catch (error) {
            const missing = (error as AppError).errors.map(({ message }) => message);
            expect((error as AppError).code).toBe('model_not_found');
            expect(
              asked.filter((name) => offered.has(name)).some((name) => missing.includes(`no such model: "${name}"`)),
            ).toBe(false);
          }
        },
      ),
    );
  });

  it('auto chooses of each provider once, only what is able, and no simulator beside a real model', () => {
    fc.assert(
      fc.property(offers, fc.boolean(), (list, tools) => {
        const able = list.filter((one) => one.tools || !tools);
        const wanted: WantedModel = { kind: 'chat', readNeeds: () => ({ ...needs, tools }) };
        if (able.length === 0) {
          expect(errorOf(() => namesOf({}, built(list)).resolve(['auto'], wanted)).code).toBe('model_not_found');
          return;
        }
        const chosen = namesOf({}, built(list)).resolve(['auto'], wanted);
        const picked = chosen.map((id) => able.find((one) => one.id === id));
        const hasReal = able.some(({ simulated }) => !simulated);
        expect(picked.every((one) => one !== undefined && one.simulated === !hasReal)).toBe(true);
        expect(new Set(picked.map((one) => one?.provider)).size).toBe(chosen.length);
      }),
    );
  });
});

describe('models that the hub chooses', () => {
  it('are put in order by the operator’s strategy where the hub chooses, and never where the caller did', () => {
    const sort: NameSettings['sort'] = (cards) => cards.toReversed();
    const names = namesOf({ aliases: { both: targets('claude-opus-latest', 'gpt-mini-latest') }, sort });
    const listed = namesOf({}).resolve(['claude-opus-latest', 'gpt-mini-latest'], chat);
    expect(names.resolve(['both'], chat)).toEqual(listed.toReversed());
    expect(names.resolve(['claude-opus-latest', 'gpt-mini-latest'], chat)).toEqual(listed);
    expect(names.resolve(['auto'], chat)).toEqual(namesOf({}).resolve(['auto'], chat).toReversed());
  });
});
