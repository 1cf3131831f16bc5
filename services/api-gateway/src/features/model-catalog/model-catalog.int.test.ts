import { type ModelPrice, freePrice, microsToCredits } from '@smart-ai-hub/contracts';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  EMBEDDING_MODEL,
  SECOND_MODEL,
  type Caller,
  type GatewayFixture,
  MODEL,
  card,
  createGatewayFixture,
} from '../../fixtures/gateway-fixture.ts';
import { started, text } from '@smart-ai-hub/dialects/fixtures/run-events';

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await createGatewayFixture();
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const content = [{ type: 'text', text: 'Hello' }];
const ask = (model = MODEL) => ({ model, max_tokens: 100, messages: [{ role: 'user', content }] });

type ListedModel = { id: string; kind: string; pricing: { free: boolean; input: number } };
async function listModels(caller: Caller, headers = {}): Promise<ListedModel[]> {
  const response = await caller.get('/v1/models', headers);
  expect(response.status).toBe(200);
  return ((await response.json()) as { data: ListedModel[] }).data;
}
const listedInput = async (caller: Caller) => (await listModels(caller)).find(({ id }) => id === MODEL)?.pricing.input;

describe('a price', () => {
  it('that changes between the admission and the end of a run does not touch the run; the next call has the new one', async () => {
    const caller = await fixture.openAccount();
    await caller.post('/api/runs', ask());
    const run = await fixture.worker.nextRun();
    await run.say(started, text('Hello '));
    const dearer: ModelPrice = { ...card.price, inputMicros: 99_000_000, outputMicros: 999_000_000 };
    await fixture.setPrice(MODEL, dearer);
    await eventually(async () => (await listedInput(caller)) === 99);
    await run.finish();
    expect(run.price).toEqual(card.price);
    expect((await fixture.readRun(run.payload.runId)).price).toEqual(card.price);

    await caller.post('/api/runs', ask());
    const next = await fixture.worker.nextRun();
    expect(next.price).toEqual(dearer);
    expect((await fixture.readRun(next.payload.runId)).holdMicros).toBeGreaterThan(
      (await fixture.readRun(run.payload.runId)).holdMicros,
    );
    await next.finish();
  });

  it('that is marked free holds nothing', async () => {
    await fixture.setPrice(MODEL, freePrice);
    const caller = await fixture.openAccount(0);
    await eventually(async () => (await listedInput(caller)) === 0);
    await caller.post('/api/runs', ask());
    const run = await fixture.worker.nextRun();
    expect(run.price).toEqual(freePrice);
    expect((await fixture.readRun(run.payload.runId)).holdMicros).toBe(0n);
    await run.fail('provider_unavailable');
  });
});

describe('a model of embeddings', () => {
  it.each(['/v1/chat/completions', '/v1/messages', '/api/runs'])(
    'is refused by POST %s, which names the field and the way to call it; nothing is held',
    async (path) => {
      const caller = await fixture.openAccount();
      const response = await caller.post(path, ask(EMBEDDING_MODEL));
      expect(response.status).toBe(400);
      const body = await response.text();
      expect(body).toContain('/v1/embeddings');
      expect(body).toContain('model');
      expect(await fixture.runsOf(caller.accountId)).toEqual([]);
    },
  );

  it('is listed for OpenAI’s clients with its kind, and not for Anthropic’s, who have no embeddings', async () => {
    const caller = await fixture.openAccount();
    const [embedding, chat] = await listModels(caller);
    expect([embedding, chat]).toMatchObject([
      { id: EMBEDDING_MODEL, kind: 'embedding', pricing: { input: microsToCredits(12_500_000n) } },
      { id: MODEL, kind: 'chat' },
    ]);
    const listed = await listModels(caller, { 'anthropic-version': '2023-06-01' });
    expect(listed.map(({ id }) => id)).toEqual([MODEL, SECOND_MODEL, 'auto']);
  });
});
