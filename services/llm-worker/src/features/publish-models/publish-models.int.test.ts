import { type ModelCard, freePrice } from '@smart-ai-hub/contracts';
import { PRICE_LIST, type Simulator, createSimulator } from '@smart-ai-hub/llm-providers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { publishModels } from './publish-models.ts';

const ANSWERING = ['simulator-claude', 'simulator-claude-fast', 'simulator-gpt', 'simulator-gpt-fast'];
const SIMULATED = [...ANSWERING.slice(0, 2), 'simulator-embedding', ...ANSWERING.slice(2)];
const LOCAL = SIMULATED.map((id) => `local/${id}`);
let fixture: WorkerFixture;

beforeAll(async () => {
  fixture = await createWorkerFixture();
});

afterAll(() => fixture.close());

beforeEach(() => fixture.owner.query('DELETE FROM core."Model"'));

/** What gateways find. */
async function publishedIds(): Promise<string[]> {
  const { rows } = await fixture.owner.query<{ id: string }>('SELECT id FROM core."Model" ORDER BY id COLLATE "C"');
  return rows.map(({ id }) => id);
}

const publishedPriceOf = async (id: string) => (await fixture.deps.prisma.model.findUnique({ where: { id } }))?.price;

/** A worker that knows one more provider, which lists what it serves. */
async function workerWith(endpoint: Simulator) {
  const endpoints = [{ id: 'local', baseUrl: `${endpoint.url}/compatible/v1` }];
  return fixture.startWorker({ OPENAI_COMPATIBLE_ENDPOINTS: JSON.stringify(endpoints) });
}

describe('publishing models', () => {
  it('shows every model that the worker can call, whole', async () => {
    await publishModels(fixture.deps);
    expect(await publishedIds()).toEqual(SIMULATED);
    const { cards } = await fixture.deps.providers.listModelCards();
    const rows = await fixture.deps.prisma.model.findMany({ where: { provider: 'simulator-openai' } });
    const card = cards.find(({ id }) => id === 'simulator-gpt') as ModelCard;
    expect(rows.find(({ id }) => id === 'simulator-gpt')).toMatchObject(card);
  });

  it('again changes nothing, and puts right what has changed', async () => {
    await publishModels(fixture.deps);
    await fixture.owner.query(`UPDATE core."Model" SET "displayName" = 'Yesterday' WHERE id = 'simulator-gpt'`);
    await Promise.all([publishModels(fixture.deps), publishModels(fixture.deps)]);
    expect(await publishedIds()).toEqual(SIMULATED);
    const model = await fixture.deps.prisma.model.findUniqueOrThrow({ where: { id: 'simulator-gpt' } });
    expect(model.displayName).toBe('Simulator (GPT)');
  });

  it('keeps the models of a provider that does not answer just now', async () => {
    const endpoint = await createSimulator();
    const worker = await workerWith(endpoint);
    await publishModels(worker);
    expect(await publishedIds()).toEqual([...LOCAL, ...SIMULATED]);
    await endpoint.close();
    await publishModels(worker);
    expect(await publishedIds()).toEqual([...LOCAL, ...SIMULATED]);
    expect(worker.providers.resolve('local/simulator-gpt')).toBeDefined();
  });

  it('shows the models of an Ollama while it is there, and keeps none of them when it is gone', async () => {
    const ollama = await createSimulator();
    ollama.configure({
      ollama: [{ name: 'llama3.2:3b', capabilities: ['completion', 'tools'], contextTokens: 131_072 }],
    });
    const worker = await fixture.startWorker({ OLLAMA_BASE_URL: `${ollama.url}/ollama` });
    await publishModels(worker);
    expect(await publishedIds()).toEqual(['ollama/llama3.2:3b', ...SIMULATED]);
    expect(await publishedPriceOf('ollama/llama3.2:3b')).toEqual(freePrice);
    await ollama.close();
    await publishModels(worker);
    expect(await publishedIds()).toEqual(SIMULATED);
  });

  it('takes away the models of a provider that is no longer configured', async () => {
    const endpoint = await createSimulator();
    await publishModels(await workerWith(endpoint));
    await endpoint.close();
    await publishModels(fixture.deps);
    expect(await publishedIds()).toEqual(SIMULATED);
  });
});

describe('a model that is published', () => {
  const modelsAt = (baseUrl: string, models: object[]) =>
    fixture.startWorker({ OPENAI_COMPATIBLE_ENDPOINTS: JSON.stringify([{ id: 'local', baseUrl, models }]) });

  it('says whether it answers or makes embeddings', async () => {
    await publishModels(fixture.deps);
    const { rows } = await fixture.owner.query('SELECT id FROM core."Model" WHERE kind = $1', ['embedding']);
    expect(rows).toEqual([{ id: 'simulator-embedding' }]);
  });

  it('13: has a price above zero, or is free because a local endpoint has no price; any other is not published', async () => {
    const worker = await modelsAt(`${fixture.simulator.url}/compatible/v1`, [
      { id: 'good', inputPrice: 1, outputPrice: 2 },
      { id: 'free', inputPrice: 0, outputPrice: 0 },
      { id: 'slip', inputPrice: 0, outputPrice: 2 },
    ]);
    await publishModels(worker);
    expect(await publishedPriceOf('good')).toMatchObject({ inputMicros: 10_000_000, outputMicros: 20_000_000 });
    expect(await publishedPriceOf('free')).toEqual(freePrice);
    expect(await publishedIds()).not.toContain('slip');
  });
});

describe('list prices', () => {
  /** A provider whose list of models cannot be had: what the catalog knows of it is published. */
  const claudeWorker = () =>
    fixture.startWorker({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: `${fixture.simulator.url}/elsewhere` });
  const bookOf = async (modelId: string) =>
    fixture.deps.prisma.priceBookEntry.findMany({ where: { modelId }, orderBy: { createdAt: 'asc' } });

  it('are written to the price book once, however many workers publish at the same time, and however often', async () => {
    const workers = await Promise.all([claudeWorker(), claudeWorker()]);
    await Promise.all([...workers, ...workers].map(publishModels));
    await Promise.all(workers.map(publishModels));
    const [entry, ...further] = await bookOf('claude-haiku-4-5');
    expect(further).toEqual([]);
    expect(entry).toMatchObject({ source: 'catalog', endedAt: null, effectiveUntil: null, createdBy: null });
    expect(entry?.listedOn?.toISOString().slice(0, 10)).toBe(PRICE_LIST.listedOn);
    expect(entry?.price).toEqual(await publishedPriceOf('claude-haiku-4-5'));
    expect(await bookOf('simulator-claude')).toEqual([]);
  });

  it('of every model in the catalog are as they were when they are published again', async () => {
    const worker = await fixture.startWorker({
      ...{ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: `${fixture.simulator.url}/elsewhere` },
      ...{ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `${fixture.simulator.url}/elsewhere` },
    });
    await publishModels(worker);
    const count = () => fixture.deps.prisma.priceBookEntry.count();
    const written = await count();
    expect(written).toBeGreaterThan(35);
    await publishModels(worker);
    expect(await count()).toBe(written);
  });

  it('that changed are ended and begun in the same instant, and what was charged before stays on record', async () => {
    const modelId = 'claude-opus-4-5';
    await publishModels(await claudeWorker());
    const [right] = await bookOf(modelId);
    await fixture.owner.query(
      `INSERT INTO core."PriceBookEntry" (id, "modelId", price, source, "listedOn")
       SELECT 'prc_wrong', "modelId", price || '{"inputMicros": 7}', source, "listedOn"
       FROM core."PriceBookEntry" WHERE id = $1`,
      [right?.id],
    );
    await publishModels(await claudeWorker());
    const [first, wrong, corrected] = await bookOf(modelId);
    expect(wrong).toMatchObject({ id: 'prc_wrong', price: { inputMicros: 7 } });
    expect(corrected).toMatchObject({ price: first?.price, endedAt: null, effectiveFrom: wrong?.endedAt });
  });

  it('of a newer list are left alone by a worker that has an older one', async () => {
    const modelId = 'claude-opus-4-8';
    await publishModels(await claudeWorker());
    await fixture.owner.query(
      `INSERT INTO core."PriceBookEntry" (id, "modelId", price, source, "listedOn")
       SELECT 'prc_tomorrow', "modelId", price || '{"inputMicros": 7}', source, '2099-01-01'
       FROM core."PriceBookEntry" WHERE "modelId" = $1`,
      [modelId],
    );
    await publishModels(await claudeWorker());
    expect((await bookOf(modelId)).map(({ endedAt }) => endedAt)).toEqual([null, null]);
  });
});
