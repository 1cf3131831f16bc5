import { type Simulator, createSimulator } from '@smart-ai-hub/llm-providers';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WorkerDeps } from '../../dependencies.ts';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { beginWithModels, findModel, refreshModels } from './refresh-models.ts';

const LISTED = 'local/simulator-gpt';
const LLAMA = { name: 'llama3.2:3b', capabilities: ['completion'], contextTokens: 131_072 };

let fixture: WorkerFixture;
let endpoint: Simulator;
beforeAll(async () => {
  fixture = await createWorkerFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  endpoint = await createSimulator();
});
afterEach(async () => {
  await endpoint.close();
  const keys = await fixture.deps.redis.keys('models:*');
  if (keys.length > 0) await fixture.deps.redis.del(keys);
});

/** Workers of one configuration, which names a server and an Ollama. */
async function startWorkers(count: number, settings: Record<string, string> = {}): Promise<WorkerDeps[]> {
  const endpoints = [{ id: 'local', baseUrl: `${endpoint.url}/compatible/v1` }];
  const environment = {
    OPENAI_COMPATIBLE_ENDPOINTS: JSON.stringify(endpoints),
    OLLAMA_BASE_URL: `${endpoint.url}/ollama`,
    ...settings,
  };
  return Promise.all(Array.from({ length: count }, () => fixture.startWorker(environment)));
}

/** How often the server was asked for its models, whoever asked. */
async function timesAsked(): Promise<number> {
  const answer = await fetch(`${endpoint.url}/simulator/calls`);
  const { calls } = (await answer.json()) as { calls: { path: string }[] };
  return calls.filter(({ path }) => path === '/compatible/v1/models').length;
}

/** What the end of a minute does. */
const endRound = async () => {
  await fixture.deps.redis.del(await fixture.deps.redis.keys('models:turn:*'));
};

const inTurn = async (workers: readonly WorkerDeps[], act: (worker: WorkerDeps) => Promise<void>) => {
  for (const worker of workers) await act(worker);
};

describe('the models of a provider', () => {
  it('are asked for by one of several workers in each round, and known to all', async () => {
    const workers = await startWorkers(3);
    await inTurn(workers, beginWithModels);
    expect(await timesAsked()).toBe(1);
    for (const worker of workers) expect(worker.providers.resolve(LISTED)).toBeDefined();
    await Promise.all(workers.map(refreshModels));
    expect(await timesAsked()).toBe(1);
    await endRound();
    await Promise.all(workers.map(refreshModels));
    expect(await timesAsked()).toBe(2);
  });

  it('are asked for by another worker when the turn of one that has died is over', async () => {
    const [dead, alive] = await startWorkers(2, { MODELS_REFRESH_MS: '1000' });
    if (!dead || !alive) throw new Error('two workers');
    await beginWithModels(dead);
    await eventually(async () => {
      await refreshModels(alive);
      expect(await timesAsked()).toBe(2);
    });
  });

  it('are asked for by a worker of each configuration, which go by no list of the other', async () => {
    const [one] = await startWorkers(1);
    const [other] = await startWorkers(1, { OLLAMA_BASE_URL: 'off' });
    if (!one || !other) throw new Error('two workers');
    await beginWithModels(one);
    await beginWithModels(other);
    expect(await timesAsked()).toBe(2);
  });

  it('come and go with an Ollama for the workers that did not ask', async () => {
    endpoint.configure({ ollama: [LLAMA] });
    const [asks, hears] = await startWorkers(2);
    if (!asks || !hears) throw new Error('two workers');
    await inTurn([asks, hears], beginWithModels);
    expect(hears.providers.resolve('ollama/llama3.2:3b')).toBeDefined();
    endpoint.configure({ ollama: null });
    await endRound();
    await inTurn([asks, hears], refreshModels);
    expect(hears.providers.resolve('ollama/llama3.2:3b')).toBeUndefined();
    expect(hears.providers.resolve(LISTED)).toBeDefined();
  });

  it('are known to a worker that begins while their provider is away, and stay published', async () => {
    const [asks, begins] = await startWorkers(2);
    if (!asks || !begins) throw new Error('two workers');
    await beginWithModels(asks);
    await endpoint.close();
    await endRound();
    await refreshModels(asks);
    await beginWithModels(begins);
    expect(begins.providers.resolve(LISTED)).toBeDefined();
    expect(await fixture.deps.prisma.model.findUnique({ where: { id: LISTED } })).not.toBeNull();
    expect((await begins.states.readListings()).get('local')).toMatchObject({ isReachable: false });
  });

  it('stay as they are while Redis is away', async () => {
    const [worker] = await startWorkers(1);
    if (!worker) throw new Error('a worker');
    await beginWithModels(worker);
    worker.healthRedis.disconnect();
    await refreshModels(worker);
    expect(worker.providers.resolve(LISTED)).toBeDefined();
    expect(await timesAsked()).toBe(1);
  });

  it('are found by a worker for which they are news', async () => {
    const [asks, hears] = await startWorkers(2);
    if (!asks || !hears) throw new Error('two workers');
    await beginWithModels(asks);
    expect(hears.providers.resolve(LISTED)).toBeUndefined();
    expect(await findModel(hears, LISTED)).toMatchObject({ upstreamModel: 'simulator-gpt' });
    expect(await findModel(hears, 'local/none')).toBeUndefined();
  });

  it('are not told by a worker whose turn has passed to another', async () => {
    const [late, next] = await startWorkers(2);
    if (!late || !next) throw new Error('two workers');
    expect(await late.listings.takeTurn()).toBe(true);
    await endRound();
    await beginWithModels(next);
    const told = await next.listings.read();
    await late.listings.write([]);
    expect(await next.listings.read()).toEqual(told);
    expect(told).toContainEqual(expect.objectContaining({ provider: 'local', outcome: 'listed' }));
  });
});
