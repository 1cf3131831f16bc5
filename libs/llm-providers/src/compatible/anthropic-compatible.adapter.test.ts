import { AppError, type WireCall } from '@smart-ai-hub/contracts';
import { chatRequest } from '@smart-ai-hub/dialects/fixtures/chat-requests';
import { withServedAnswer } from '@smart-ai-hub/dialects/fixtures/serve-answer';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SimulatedProviders, collect, startSimulatedProviders, textOf } from '../fixtures/simulated-providers.ts';
import { type Providers, createProviders } from '../providers/create-providers.ts';

const MODEL = { id: 'house-claude', upstreamId: 'simulator-claude', inputPrice: 1, outputPrice: 5 };
const signal = new AbortController().signal;

let hub: SimulatedProviders;
const opened: Providers[] = [];
beforeAll(async () => {
  hub = await startSimulatedProviders();
});
afterAll(async () => {
  await Promise.all([hub.close(), ...opened.map((providers) => providers.close())]);
});

function endpointAt(baseUrl: string, models?: (typeof MODEL)[]): Providers {
  const providers = createProviders({ anthropicEndpoints: [{ id: 'house', baseUrl, ...(models && { models }) }] });
  opened.push(providers);
  return providers;
}

function modelOf(providers: Providers, id: string) {
  const model = providers.resolve(id);
  if (!model) throw new Error(`no such model: ${id}`);
  return model;
}

const wire: WireCall = {
  dialect: 'anthropic-messages',
  body: { model: 'x', max_tokens: 50, messages: [{ role: 'user', content: 'one two three' }], of_next_year: 1 },
  headers: {},
};
const countOf = (providers: Providers, asked: WireCall = wire) => {
  const model = modelOf(providers, 'house-claude');
  return model.adapter.countTokens?.(asked, { ...model, signal });
};

describe('an Anthropic-compatible endpoint', () => {
  it('offers what its server lists, without the models of embeddings, in Anthropic’s dialect', async () => {
    const { cards } = await endpointAt(`${hub.simulator.url}/anthropic`).listModelCards();
    expect(cards.map(({ id }) => id)).toEqual([
      'house/simulator-claude',
      'house/simulator-claude-fast',
      'house/simulator-gpt',
      'house/simulator-gpt-fast',
    ]);
    expect(cards[0]).toMatchObject({ provider: 'house', dialects: ['anthropic-messages'], simulated: false });
  });

  it('answers by Messages, and is asked by the name that its server knows', async () => {
    const providers = endpointAt(`${hub.simulator.url}/anthropic`, [MODEL]);
    const events = await collect(modelOf(providers, 'house-claude'), chatRequest({ model: 'house-claude' }));
    expect(textOf(events).length).toBeGreaterThan(10);
    expect(hub.simulator.stats().calls.at(-1)).toMatchObject({ dialect: 'anthropic', model: 'simulator-claude' });
  });

  it('counts tokens where the server does', async () => {
    const { of_next_year: _, ...body } = wire.body;
    const count = await countOf(endpointAt(`${hub.simulator.url}/anthropic`, [MODEL]), { ...wire, body });
    expect(count?.input_tokens).toBeGreaterThan(0);
  });

  it.each([404, 405])('counts none where the server answers %i to the question', async (status) => {
    const answer = { status, contentType: 'application/json', body: '{"detail":"Not Found"}' };
    const count = await withServedAnswer(
      answer,
      (url) => countOf(endpointAt(url, [MODEL])) ?? Promise.reject(new Error('no way to count')),
    );
    expect(count).toBeUndefined();
  });

  it('passes on what the server has against a question', async () => {
    const counting = countOf(endpointAt(`${hub.simulator.url}/anthropic`, [MODEL]));
    await expect(counting).rejects.toThrow(AppError);
    await expect(counting).rejects.toThrow(/of_next_year/);
  });

  it('says what to do when the server has no list of models', async () => {
    const { cards, unreachable } = await endpointAt(`${hub.simulator.url}/nowhere`).listModelCards();
    expect(cards).toEqual([]);
    expect(unreachable).toEqual([{ provider: 'house', reason: expect.stringMatching(/\(404\).*"models"/) }]);
  });
});
