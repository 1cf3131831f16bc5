import Anthropic, { NotFoundError as AnthropicNotFound } from '@anthropic-ai/sdk';
import { readAll } from '@smart-ai-hub/dialects/fixtures/read-all';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI, { NotFoundError } from 'openai';
import { type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';

let fixture: GatewayFixture;
let openAi: OpenAI;
let anthropic: Anthropic;
beforeAll(async () => {
  fixture = await createGatewayFixture();
  const { apiKey } = await fixture.openAccount();
  openAi = new OpenAI({ apiKey, baseURL: `${fixture.url}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey, baseURL: fixture.url, maxRetries: 0 });
});
afterAll(() => fixture.close());

describe('GET /v1/models/{id}', () => {
  it('answers each dialect in its own form', async () => {
    expect(await openAi.models.retrieve(MODEL)).toMatchObject({ id: MODEL, object: 'model' });
    expect(await anthropic.models.retrieve(MODEL)).toMatchObject({ id: MODEL, type: 'model' });
  });

  it('is 404 for an unknown model, in the form that the SDK of the dialect reads, slashes and all', async () => {
    await expect(openAi.models.retrieve('ollama/nothing')).rejects.toThrow(NotFoundError);
    await expect(openAi.models.retrieve('ollama/nothing')).rejects.toMatchObject({ code: 'model_not_found' });
    const failed = anthropic.models.retrieve('ollama/nothing');
    await expect(failed).rejects.toThrow(AnthropicNotFound);
    await expect(failed).rejects.toMatchObject({ error: { type: 'error', error: { type: 'not_found_error' } } });
  });
});

describe('GET /v1/models in pages', () => {
  it('is read to its end by the Anthropic SDK, one model a page', async () => {
    const whole = await readAll(anthropic.models.list({ limit: 1000 }));
    const paged = await readAll(anthropic.models.list({ limit: 1 }));
    expect(whole.length).toBeGreaterThan(0);
    expect(paged.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
  });

  it('refuses a page of nothing, naming the field', async () => {
    await expect(anthropic.models.list({ limit: 0 })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('limit'),
    });
  });
});
