import { AppError } from '@smart-ai-hub/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Simulator, createSimulator } from '../simulator/create-simulator.ts';
import { chatRequest } from '@smart-ai-hub/dialects/fixtures/chat-requests';
import { collect } from '../fixtures/simulated-providers.ts';
import { type Providers, createProviders } from './create-providers.ts';
import { modelListingSchema } from './model-listing.ts';

let simulator: Simulator;
const opened: Providers[] = [];
/** An address where nobody listens any more. */
let nobody: string;
beforeAll(async () => {
  simulator = await createSimulator();
  const gone = await createSimulator();
  nobody = gone.url;
  await gone.close();
});
afterAll(async () => {
  await Promise.all(opened.map((providers) => providers.close()));
  await simulator.close();
});

const create = (config: Parameters<typeof createProviders>[0]) => {
  const providers = createProviders(config);
  opened.push(providers);
  return providers;
};

describe('the configured providers', () => {
  it('are none without configuration', async () => {
    const providers = create({});
    expect(await providers.listModelCards()).toMatchObject({ cards: [], unreachable: [] });
    expect(providers.resolve('claude-sonnet-4-5')).toBeUndefined();
    expect(providers.providerOf('claude-sonnet-4-5')).toBe('unknown');
  });

  it('offer the simulator’s models, labelled, whether it is up yet or not', async () => {
    const { cards, unreachable } = await create({ simulatorUrl: nobody }).listModelCards();
    expect(cards.map((card) => [card.id, card.simulated])).toEqual([
      ['simulator-claude', true],
      ['simulator-claude-fast', true],
      ['simulator-gpt', true],
      ['simulator-gpt-fast', true],
      ['simulator-embedding', true],
    ]);
    expect(unreachable).toEqual([]);
  });

  it('list what a compatible server lists', async () => {
    const endpoint = { id: 'local', baseUrl: `${simulator.url}/compatible/v1` };
    const { cards } = await create({ openaiEndpoints: [endpoint] }).listModelCards();
    expect(cards.map((card) => card.id)).toContain('local/simulator-gpt');
  });

  it('skip a provider that does not answer, say why, and know its models all the same', async () => {
    const endpoint = { id: 'local', baseUrl: `${nobody}/v1` };
    const providers = create({
      anthropicApiKeys: [{ key: 'k', weight: 1 }],
      anthropicBaseUrl: nobody,
      openaiEndpoints: [endpoint],
      simulatorUrl: simulator.url,
    });
    const { cards, unreachable } = await providers.listModelCards();
    expect(cards).toHaveLength(5);
    expect(unreachable.map(({ provider }) => provider).toSorted()).toEqual(['anthropic', 'local']);
    expect(unreachable[0]?.reason).toContain('ECONNREFUSED');
    expect(providers.resolve('claude-sonnet-4-5')).toMatchObject({ upstreamModel: 'claude-sonnet-4-5' });
    expect(providers.providerOf('claude-sonnet-4-5')).toBe('anthropic');
  });

  it('ask a provider that was away again', async () => {
    const late = await createSimulator();
    const port = Number(new URL(late.url).port);
    await late.close();
    const providers = create({
      openaiEndpoints: [{ id: 'late', baseUrl: `http://127.0.0.1:${port}/compatible/v1` }],
    });
    expect((await providers.listModelCards()).unreachable).toHaveLength(1);
    const up = await createSimulator({ port });
    const { cards, unreachable } = await providers.listModelCards();
    await up.close();
    expect(unreachable).toEqual([]);
    expect(cards.length).toBeGreaterThan(0);
    expect(providers.resolve('late/simulator-gpt')).toBeDefined();
  });

  it('make of what another process was told the same models, without asking', async () => {
    const config = { openaiEndpoints: [{ id: 'local', baseUrl: `${simulator.url}/compatible/v1` }] };
    const [asks, hears] = [create(config), create(config)];
    const { listings, cards } = await asks.listModelCards();
    expect(hears.resolve('local/simulator-gpt')).toBeUndefined();
    const heard = modelListingSchema.array().parse(JSON.parse(JSON.stringify(listings)));
    expect(hears.adoptListings(heard)).toEqual({ cards, unreachable: [] });
    expect(hears.resolve('local/simulator-gpt')).toMatchObject({ upstreamModel: 'simulator-gpt' });
    hears.adoptListings([{ outcome: 'unreachable', provider: 'local', reason: 'away' }]);
    expect(hears.resolve('local/simulator-gpt')).toBeDefined();
  });

  it('are told apart by what is configured, and not by keys', () => {
    const idOf = (config: Parameters<typeof create>[0]) => create(config).configurationId;
    const keys = (key: string) => [{ key, weight: 1 }];
    const at = (baseUrl: string) => ({ openaiEndpoints: [{ id: 'local', baseUrl }] });
    expect(idOf(at('http://a/v1'))).toBe(idOf(at('http://a/v1')));
    expect(idOf({ openaiApiKeys: keys('one') })).toBe(idOf({ openaiApiKeys: keys('other') }));
    const different = [
      {},
      at('http://a/v1'),
      at('http://b/v1'),
      { openaiApiKeys: keys('k') },
      { simulatorUrl: nobody },
    ];
    expect(new Set(different.map(idOf)).size).toBe(different.length);
  });

  it('do not sell what a provider does not list for our key', async () => {
    const providers = create({ openaiApiKeys: [{ key: 'k', weight: 1 }], openaiBaseUrl: `${simulator.url}/openai/v1` });
    expect((await providers.listModelCards()).cards).toEqual([]);
    expect(providers.resolve('gpt-5')).toBeUndefined();
  });

  it('whose models have the same id each sell theirs: the first by its plain name, the second by its own name before it', async () => {
    const at = (id: string, inputPrice: number) => ({
      id,
      baseUrl: `${simulator.url}/compatible/v1`,
      models: [
        { id: 'house-model', upstreamId: 'simulator-gpt', displayName: 'House model', inputPrice, outputPrice: 9 },
      ],
    });
    const providers = create({ openaiEndpoints: [at('first', 1), at('second', 2)] });
    const { cards } = await providers.listModelCards();
    expect(cards.map(({ id, displayName, price }) => [id, displayName, price.inputMicros])).toEqual([
      ['house-model', 'House model', 10_000_000],
      ['second/house-model', 'House model (second)', 20_000_000],
    ]);
    expect(providers.resolve('house-model')?.adapter.id).toBe('first');
    expect(providers.resolve('second/house-model')).toMatchObject({
      adapter: { id: 'second' },
      upstreamModel: 'simulator-gpt',
    });
  });

  it('say that a key is wrong', async () => {
    const providers = create({
      openaiApiKeys: [{ key: 'invalid', weight: 1 }],
      openaiBaseUrl: `${simulator.url}/openai/v1`,
    });
    const { unreachable } = await providers.listModelCards();
    expect(unreachable[0]?.reason).toContain('credentials');
    expect(unreachable[0]?.reason).toContain('401');
  });

  it('fall back to the catalog where a proxy lists no models', async () => {
    const nowhere = create({
      anthropicApiKeys: [{ key: 'k', weight: 1 }],
      anthropicBaseUrl: `${simulator.url}/nowhere`,
    });
    expect((await nowhere.listModelCards()).cards.map((card) => card.id)).toContain('claude-haiku-4-5-20251001');
  });

  it('reach no further than a connection that is refused', async () => {
    const providers = create({ simulatorUrl: nobody });
    const model = providers.resolve('simulator-gpt');
    const calling = model
      ? collect(model, chatRequest({ model: 'simulator-gpt' }))
      : Promise.reject(new Error('no model'));
    const error: unknown = await calling.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'provider_unavailable', internal: { connection: 'ECONNREFUSED' } });
    expect((error as AppError).detail).not.toContain('127.0.0.1');
  });
});
