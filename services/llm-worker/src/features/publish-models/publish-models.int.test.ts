import type { ModelCard } from '@smart-ai-hub/contracts';
import { type Simulator, createSimulator } from '@smart-ai-hub/llm-providers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { publishModels } from './publish-models.ts';

const SIMULATED = ['simulator-claude', 'simulator-claude-fast', 'simulator-gpt', 'simulator-gpt-fast'];
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

  it('takes away the models of a provider that is no longer configured', async () => {
    const endpoint = await createSimulator();
    await publishModels(await workerWith(endpoint));
    await endpoint.close();
    await publishModels(fixture.deps);
    expect(await publishedIds()).toEqual(SIMULATED);
  });
});
