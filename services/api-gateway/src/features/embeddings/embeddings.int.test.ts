import type { RunEvent } from '@smart-ai-hub/contracts';
import { started } from '@smart-ai-hub/dialects/fixtures/run-events';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import {
  type Caller,
  EMBEDDING_MODEL,
  type GatewayFixture,
  MODEL,
  createGatewayFixture,
} from '../../fixtures/gateway-fixture.ts';

let fixture: GatewayFixture;
let caller: Caller;

beforeAll(async () => {
  fixture = await createGatewayFixture();
  caller = await fixture.openAccount();
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const PATH = '/v1/embeddings';
const params = { model: EMBEDDING_MODEL, input: ['one', 'other'] };
/** As a worker says it: base64 of 32-bit floats. */
const vector = (index: number, ...numbers: number[]): RunEvent => ({
  type: 'embedding',
  index,
  vector: Buffer.from(Float32Array.from(numbers).buffer).toString('base64'),
});
const sdk = () => new OpenAI({ apiKey: caller.apiKey, baseURL: `${fixture.url}/v1`, maxRetries: 0, logLevel: 'off' });

async function answerNext(...events: RunEvent[]): Promise<void> {
  const run = await fixture.worker.nextRun();
  await run.say(started, ...events);
  await run.finish();
}

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { param: string | null; message: string; code: string } }).error;

describe('POST /v1/embeddings', () => {
  it.each([
    ['in base64, as the official SDK asks for by itself', {}],
    ['as floats', { encoding_format: 'float' as const }],
  ])('answers the official SDK %s', async (_name, form) => {
    const answer = sdk()
      .embeddings.create({ ...params, ...form })
      .withResponse();
    await answerNext(vector(0, 0.1, -2), vector(1, 3, 0.25));
    const { data, response } = await answer;
    expect(data.data.map(({ embedding }) => embedding)).toEqual([
      [Math.fround(0.1), -2],
      [3, 0.25],
    ]);
    expect(data.model).toBe('model-that-answers');
    expect(data.usage).toEqual({ prompt_tokens: 11, total_tokens: 11, cost: 0.001234 });
    const run = await fixture.readRun(String(response.headers.get('x-hub-run-id')));
    expect(run).toMatchObject({ dialect: 'openai-embeddings', state: 'done', costMicros: 1_234n });
    expect(response.headers.get('x-hub-warnings')).toBeNull();
  });

  it('hands the caller’s own words to the worker, unknown members and all', async () => {
    const answer = caller.post(PATH, { ...params, input: [[1, 2]], user: 'u', truncate: 'END' });
    const run = await fixture.worker.nextRun();
    expect(run.payload.wire).toMatchObject({
      dialect: 'openai-embeddings',
      body: { input: [[1, 2]], user: 'u', truncate: 'END' },
    });
    await run.say(started, vector(0, 1));
    await run.finish();
    expect((await answer).status).toBe(200);
  });

  it('warns where the model keeps its own number of dimensions', async () => {
    const answer = caller.post(PATH, { ...params, input: 'a', dimensions: 256 });
    await answerNext(vector(0, 1, 2, 3));
    expect((await answer).headers.get('x-hub-warnings')).toMatch(/^dimensions: not honoured/);
  });

  it('gives the same answer again for the same Idempotency-Key, charged once', async () => {
    const headers = { 'idempotency-key': 'embed-1' };
    const [first] = await Promise.all([caller.post(PATH, params, { headers }), answerNext(vector(0, 1), vector(1, 2))]);
    const again = await caller.post(PATH, params, { headers });
    expect(await again.json()).toEqual(await first.json());
    expect(again.headers.get('x-hub-run-id')).toBe(first.headers.get('x-hub-run-id'));
    const other = await caller.post(PATH, { ...params, input: 'other' }, { headers });
    expect(other.status).toBe(422);
  });

  it('cancels the run of a caller who hangs up', async () => {
    const hangUp = new AbortController();
    const answer = caller.post(PATH, params, { signal: hangUp.signal }).catch(() => undefined);
    const run = await fixture.worker.nextRun();
    hangUp.abort();
    await answer;
    await eventually(() => run.isCancelRequested());
    await run.fail('run_cancelled');
  });

  it('answers a failed run by its status, and charges nothing', async () => {
    const [response] = await Promise.all([
      caller.post(PATH, params),
      fixture.worker.nextRun().then((run) => run.fail('provider_unavailable')),
    ]);
    expect(response.status).toBe(503);
    expect(await errorOf(response)).toMatchObject({ code: 'provider_unavailable' });
  });
});

describe('what is refused before anything is held', () => {
  const refused: [name: string, path: string, body: unknown, status: number, param: string, words: string][] = [
    ['embeddings of a chat model', PATH, { ...params, model: MODEL }, 400, 'model', 'answers messages'],
    ['an unknown model', PATH, { ...params, model: 'none' }, 404, 'model', 'no model named'],
    ['an empty text', PATH, { ...params, input: ['a', ''] }, 400, 'input[1]', 'must not be empty'],
    [
      'a text that is too long',
      PATH,
      { ...params, input: 'word '.repeat(9_000) },
      400,
      'input[0]',
      'prompt is too long',
    ],
    [
      'a chat with a model of embeddings',
      '/v1/chat/completions',
      { model: EMBEDDING_MODEL, messages: [{ role: 'user', content: 'Hi' }] },
      400,
      'model',
      'call /v1/embeddings',
    ],
  ];

  it.each(refused)('%s', async (_name, path, body, status, param, words) => {
    const stranger = await fixture.openAccount();
    const response = await stranger.post(path, body);
    expect(response.status).toBe(status);
    const error = await errorOf(response);
    expect(error.param).toBe(param);
    expect(error.message).toContain(words);
    expect(await fixture.runsOf(stranger.accountId)).toEqual([]);
    expect(await fixture.readMoney(stranger.accountId)).toEqual({ balance: 10_000_000n, held: 0n });
  });

  it('a message to a model of embeddings, in Anthropic’s envelope', async () => {
    const messages = [{ role: 'user', content: 'Hi' }];
    const response = await caller.post('/v1/messages', { model: EMBEDDING_MODEL, max_tokens: 5, messages });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', message: expect.stringContaining('call /v1/embeddings') },
    });
  });

  it('22: a prompt that cannot fit, in the words of each dialect', async () => {
    const messages = [{ role: 'user', content: 'word '.repeat(200_001) }];
    const openai = await errorOf(await caller.post('/v1/chat/completions', { model: MODEL, messages }));
    expect(openai).toMatchObject({ code: 'context_length_exceeded', param: 'messages' });
    const anthropic = await errorOf(await caller.post('/v1/messages', { model: MODEL, max_tokens: 5, messages }));
    expect(anthropic.message).toMatch(/^prompt is too long: 200001 tokens > 200000 maximum/);
  });

  it('a call without a key', async () => {
    const response = await fetch(`${fixture.url}${PATH}`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
  });
});
