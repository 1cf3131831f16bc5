import type { TokenCountPayload, TokenCountReply } from '@smart-ai-hub/contracts';
import { type TokenCountConsumer, createTokenCountConsumer } from '@smart-ai-hub/run-pipeline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import { Redis } from 'ioredis';
import { EMBEDDING_MODEL, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';

let fixture: GatewayFixture;
let redis: Redis;
let worker: TokenCountConsumer;
const asked: TokenCountPayload[] = [];
let reply: TokenCountReply = { answer: { input_tokens: 42 }, isExact: true };

beforeAll(async () => {
  fixture = await createGatewayFixture();
  redis = new Redis(fixture.redis.url, { maxRetriesPerRequest: null });
  worker = createTokenCountConsumer({
    redis,
    concurrency: 32,
    count: async (payload) => {
      asked.push(payload);
      return reply;
    },
    onError: () => undefined,
  });
});

afterAll(async () => {
  await worker.close();
  redis.disconnect();
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const PATH = '/v1/messages/count_tokens';
const body = { model: MODEL, messages: [{ role: 'user' as const, content: 'Hello' }] };

describe('POST /v1/messages/count_tokens', () => {
  it('answers the official SDK, plain and in its beta, without a run and without a charge', async () => {
    const { apiKey, accountId } = await fixture.openAccount();
    for (const credentials of [
      { apiKey, authToken: null },
      { apiKey: null, authToken: apiKey },
    ]) {
      const sdk = new Anthropic({ ...credentials, baseURL: fixture.url, maxRetries: 0, logLevel: 'off' });
      expect(await sdk.messages.countTokens(body)).toMatchObject({ input_tokens: 42 });
      const betas = ['context-management-2025-06-27' as const];
      expect(await sdk.beta.messages.countTokens({ ...body, betas })).toMatchObject({ input_tokens: 42 });
    }
    expect(asked.at(-1)).toMatchObject({
      model: MODEL,
      wire: { dialect: 'anthropic-messages', body, headers: { 'anthropic-beta': expect.stringContaining('context-') } },
    });
    expect(await fixture.runsOf(accountId)).toEqual([]);
    expect(await fixture.readMoney(accountId)).toEqual({ balance: 10_000_000n, held: 0n });
  });

  it('answers 26 at once, and says when the hub counted by itself', async () => {
    const caller = await fixture.openAccount();
    reply = { answer: { input_tokens: 7 }, isExact: false };
    const answers = await Promise.all(Array.from({ length: 26 }, () => caller.post(`${PATH}?beta=true`, body)));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(26).fill(200));
    expect(answers[0]?.headers.get('x-hub-warnings')).toMatch(/^input_tokens: counted by the hub/);
    expect(await answers[0]?.json()).toEqual({ input_tokens: 7 });
  });

  it.each([
    ['no messages', { model: MODEL }, 400, 'messages: is required'],
    ['an unknown role', { ...body, messages: [{ role: 'robot', content: 'x' }] }, 400, 'messages.0.role'],
    ['an unknown model', { ...body, model: 'none' }, 404, 'no model named'],
    ['a model of embeddings', { ...body, model: EMBEDDING_MODEL }, 400, 'embeddings'],
  ])('refuses %s as the message itself would be', async (_name, wrong, status, words) => {
    const response = await (await fixture.openAccount()).post(PATH, wrong);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: 'error', error: { message: expect.stringContaining(words) } });
  });

  it('hands on what the provider refuses', async () => {
    reply = { error: { code: 'provider_unavailable', detail: 'The provider failed.', retryAfterSeconds: 3 } };
    const response = await (await fixture.openAccount()).post(PATH, body);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('3');
  });

  it('is limited for each account: nobody counts without end for nothing', async () => {
    const caller = await fixture.openAccount();
    await Promise.all(Array.from({ length: 300 }, () => fixture.deps.limitTokenCounts(caller.accountId)));
    const response = await caller.post(PATH, body);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
  });
});
