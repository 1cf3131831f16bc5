import { openCall } from '@smart-ai-hub/dialects';
import { chatRequest } from '@smart-ai-hub/dialects/fixtures/chat-requests';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collect, textOf } from '../fixtures/simulated-providers.ts';
import { type Providers, createProviders } from '../providers/create-providers.ts';
import { type Simulator, createSimulator } from '../simulator/create-simulator.ts';

const LLAMA = { name: 'llama3.2:3b', capabilities: ['completion', 'tools'], contextTokens: 131_072 };
const THINKER = { name: 'qwen3-vl:8b', capabilities: ['completion', 'vision', 'thinking'], contextTokens: 262_144 };
const EMBEDDER = { name: 'bge-m3:latest', capabilities: ['embedding'], contextTokens: 8_192 };
const PAINTER = { name: 'flux:latest', capabilities: ['image'] };
/** As a server before 0.6.4 tells of them. */
const OLD = { name: 'mistral:7b' };
const OLD_EMBEDDER = { name: 'nomic-embed-text:latest' };

let simulator: Simulator;
let providers: Providers;
let heard: [string, boolean][];
beforeAll(async () => {
  simulator = await createSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.reset();
  heard = [];
  providers = createProviders({
    ollamaBaseUrl: `${simulator.url}/ollama/`,
    onPresence: (provider, isThere) => heard.push([provider, isThere]),
  });
});
afterEach(() => providers.close());

const list = async () => (await providers.listModelCards()).cards;
const modelOf = (id: string) => {
  const model = providers.resolve(id);
  if (!model) throw new Error(`no such model: ${id}`);
  return model;
};
/** What the server was asked, by path. */
async function questions(path: string): Promise<number> {
  const answer = await fetch(`${simulator.url}/simulator/calls`);
  const { calls } = (await answer.json()) as { calls: { path: string }[] };
  return calls.filter((call) => call.path === path).length;
}

describe('the models of an Ollama', () => {
  it('are what it says of them: kind, capabilities and context; free, and none that neither answers nor embeds', async () => {
    simulator.configure({ ollama: [LLAMA, THINKER, EMBEDDER, PAINTER] });
    expect(await list()).toMatchObject([
      {
        ...{ id: 'ollama/llama3.2:3b', provider: 'ollama', displayName: 'llama3.2:3b (Ollama)', kind: 'chat' },
        ...{ contextTokens: 131_072, dialects: ['openai-chat'], price: { free: true } },
        capabilities: { tools: true, images: false, reasoning: false },
      },
      { id: 'ollama/qwen3-vl:8b', capabilities: { tools: false, images: true, reasoning: true } },
      { id: 'ollama/bge-m3:latest', kind: 'embedding', contextTokens: 8_192, dialects: ['openai-embeddings'] },
    ]);
  });

  it('are taken for what their names say where the server tells nothing', async () => {
    simulator.configure({ ollama: [OLD, OLD_EMBEDDER] });
    expect(await list()).toMatchObject([
      { id: 'ollama/mistral:7b', kind: 'chat', contextTokens: 128_000, capabilities: { tools: true } },
      { id: 'ollama/nomic-embed-text:latest', kind: 'embedding' },
    ]);
  });

  it('are asked about once, and again when the model behind the name is another', async () => {
    simulator.configure({ ollama: [LLAMA, EMBEDDER] });
    await list();
    await list();
    expect(await questions('/ollama/api/tags')).toBe(2);
    expect(await questions('/ollama/api/show')).toBe(2);
    simulator.configure({ ollama: [{ ...LLAMA, capabilities: ['completion', 'vision'] }, EMBEDDER] });
    expect((await list())[0]?.capabilities).toEqual({ tools: false, images: true, reasoning: false });
    expect(await questions('/ollama/api/show')).toBe(3);
  });

  it('answer and embed by its OpenAI API', async () => {
    simulator.configure({ ollama: [LLAMA, EMBEDDER] });
    await list();
    const events = await collect(modelOf('ollama/llama3.2:3b'), chatRequest({ model: 'ollama/llama3.2:3b' }));
    expect(textOf(events).length).toBeGreaterThan(10);
    expect(simulator.stats().calls.at(-1)?.model).toBe('llama3.2:3b');
    const embedder = modelOf('ollama/bge-m3:latest');
    const body = { model: 'ollama/bge-m3:latest', input: 'one' };
    const call = openCall({ wire: { dialect: 'openai-embeddings', body, headers: {} } });
    if (call.kind !== 'embedding' || !embedder.adapter.embed) throw new Error('no way to embed');
    const types: string[] = [];
    const signal = new AbortController().signal;
    for await (const { type } of embedder.adapter.embed(call, { ...embedder, signal })) types.push(type);
    expect(types).toEqual(['usage', 'embedding', 'finish']);
  });
});

describe('an Ollama', () => {
  it('that is not there has no models, and that is no fault', async () => {
    expect(await providers.listModelCards()).toMatchObject({ cards: [], unreachable: [] });
    expect(heard).toEqual([]);
  });

  it('comes and goes with its models, and is heard of once each time', async () => {
    await list();
    simulator.configure({ ollama: [LLAMA] });
    await list();
    await list();
    expect(providers.resolve('ollama/llama3.2:3b')).toBeDefined();
    simulator.configure({ ollama: null });
    expect(await providers.listModelCards()).toMatchObject({ cards: [], unreachable: [] });
    await list();
    expect(providers.resolve('ollama/llama3.2:3b')).toBeUndefined();
    expect(heard).toEqual([
      ['ollama', true],
      ['ollama', false],
    ]);
  });

  it('gives way to an endpoint of its name', async () => {
    simulator.configure({ ollama: [LLAMA] });
    const model = { id: 'priced', upstreamId: 'llama3.2:3b', inputPrice: 1, outputPrice: 2 };
    const endpoint = { id: 'ollama', baseUrl: `${simulator.url}/ollama/v1`, models: [model] };
    const configured = createProviders({ ollamaBaseUrl: `${simulator.url}/ollama`, openaiEndpoints: [endpoint] });
    const { cards } = await configured.listModelCards();
    await configured.close();
    expect(cards.map(({ id }) => id)).toEqual(['priced']);
  });

  it('at an address where nobody answers keeps nobody waiting for long', async () => {
    // Reserved for documentation: packets to it go nowhere.
    const lost = createProviders({ ollamaBaseUrl: 'http://192.0.2.1:11434', simulatorUrl: simulator.url });
    const startedAtMs = performance.now();
    const { cards } = await lost.listModelCards();
    expect(performance.now() - startedAtMs).toBeLessThan(4_000);
    await lost.close();
    expect(cards.map(({ provider }) => provider)).not.toContain('ollama');
    expect(cards.length).toBeGreaterThan(0);
  });
});
