import type { LlmRunPayload } from '@smart-ai-hub/contracts';
import { cancelRun } from '@smart-ai-hub/run-pipeline';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type WorkerFixture, createWorkerFixture } from '../../fixtures/worker-fixture.ts';
import { executeRun } from './execute-run.ts';

let fixture: WorkerFixture;

beforeAll(async () => {
  fixture = await createWorkerFixture();
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

beforeEach(() => fixture.simulator.reset());

const MODEL = 'simulator-embedding';
const FRAME_LIMIT = 300_000;

/** An admitted run of embeddings, as the gateway would have queued it. */
async function admitEmbeddings(input: unknown): Promise<LlmRunPayload> {
  const { request, ...payload } = await fixture.admit('texts', { model: MODEL, stream: false });
  expect(request?.model).toBe(MODEL);
  return { ...payload, wire: { dialect: 'openai-embeddings', body: { model: MODEL, input }, headers: {} } };
}

async function execute(payload: LlmRunPayload) {
  await executeRun(fixture.deps, payload);
  return fixture.readEvents(payload.runId);
}

describe('a run of embeddings', () => {
  it('ends with a vector for each text and is charged for its input alone', async () => {
    const payload = await admitEmbeddings([Array<number>(1_000).fill(7), Array<number>(500).fill(7)]);
    const events = await execute(payload);
    expect(events.map(({ type }) => type)).toEqual(['started', 'embedding', 'embedding', 'done']);
    const charged = 300n; // 1,500 tokens at 0.2 micro-credits
    expect(events.at(-1)).toMatchObject({
      usage: { inputTokens: 1_500, outputTokens: 0 },
      costMicros: String(charged),
    });
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged, held: 0n });
    expect(await fixture.readRun(payload.runId)).toMatchObject({ state: 'done', stopReason: 'end_turn' });
  });

  it('travels in frames of bounded size, and is kept for minutes instead of an hour', async () => {
    const payload = await admitEmbeddings(Array.from({ length: 200 }, (_, index) => `text ${index}`));
    await executeRun(fixture.deps, payload);
    const { frames } = await fixture.deps.scripts.attach(payload.runId, 'gateway:reader', 1, 100 * FRAME_LIMIT);
    expect(frames.length).toBeGreaterThan(4);
    for (const { eventsJson } of frames) expect(eventsJson.length).toBeLessThan(FRAME_LIMIT);
    const seconds = await fixture.deps.redis.ttl(`run:{${payload.runId}}:events`);
    expect(seconds).toBeGreaterThan(200);
    expect(seconds).toBeLessThanOrEqual(300);
  });

  it('is tried again while its provider fails in passing, and charged once', async () => {
    const payload = await admitEmbeddings(['[[sim: fault=500 times=2]] text']);
    const events = await execute(payload);
    expect(events.at(-1)).toMatchObject({ type: 'done' });
    expect(fixture.simulator.stats().outcomes).toEqual({ refused: 2, completed: 1 });
  });

  it.each([
    ['context-length', 'context_overflow'],
    ['429', 'provider_rate_limited'],
    ['cut', 'provider_bad_response'],
  ])('that its provider ends by %s costs nothing and says %s', async (fault, code) => {
    const payload = await admitEmbeddings([`[[sim: fault=${fault} retry=60]] text`]);
    const events = await execute(payload);
    expect(events.at(-1)).toMatchObject({ type: 'failed', code, costMicros: '0' });
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged: 0n, held: 0n });
  });

  it('12: is counted by the hub where its provider tells no usage', async () => {
    const events = await execute(await admitEmbeddings(['[[sim: fault=missing-usage]] text']));
    expect(events.at(-1)).toMatchObject({ type: 'done', usage: { estimated: true, outputTokens: 0 } });
  });

  it('stops when its caller leaves, costs nothing, and lets its provider go', async () => {
    const payload = await admitEmbeddings(['[[sim: ttft=60000]] text']);
    const execution = execute(payload);
    await eventually(() => fixture.simulator.stats().openCalls === 1);
    const { gateway: ledger, deps } = fixture;
    await cancelRun({ ledger, scripts: deps.scripts }, await fixture.readRun(payload.runId));
    expect((await execution).at(-1)).toMatchObject({ type: 'failed', code: 'run_cancelled', costMicros: '0' });
    await eventually(() => fixture.simulator.stats().openCalls === 0);
    expect(await fixture.readMoney(payload.runId)).toEqual({ charged: 0n, held: 0n });
  });
});
