import Anthropic, { NotFoundError as AnthropicNotFound } from '@anthropic-ai/sdk';
import { readAll } from '@smart-ai-hub/dialects/fixtures/read-all';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI, { NotFoundError } from 'openai';
import {
  EMBEDDING_MODEL,
  type GatewayFixture,
  MODEL,
  SECOND_MODEL,
  createGatewayFixture,
} from '../../fixtures/gateway-fixture.ts';

let fixture: GatewayFixture;
let openAi: OpenAI;
let anthropic: Anthropic;
beforeAll(async () => {
  const aliases = { best: [SECOND_MODEL, MODEL], vectors: EMBEDDING_MODEL, lost: 'gone' };
  fixture = await createGatewayFixture({ MODEL_ALIASES: JSON.stringify(aliases) });
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

describe('names that stand for models', () => {
  const byOpenAi = async () => await readAll(openAi.models.list());
  const byAnthropic = async () => await readAll(anthropic.models.list({ limit: 1000 }));

  it('are listed after the models, with those that may answer, but for names that lead nowhere', async () => {
    expect((await byOpenAi()).map(({ id }) => id).slice(-3)).toEqual(['auto', 'best', 'vectors']);
    expect((await byAnthropic()).map(({ id }) => id).slice(-2)).toEqual(['auto', 'best']);
    const [best] = (await byOpenAi()).filter(({ id }) => id === 'best');
    expect(best).toMatchObject({ object: 'model', alias_of: [SECOND_MODEL, MODEL] });
    const [auto] = (await byAnthropic()).filter(({ id }) => id === 'auto');
    expect(auto).toMatchObject({ type: 'model', alias_of: [MODEL, SECOND_MODEL] });
  });

  it('have limits, kind and prices of the first model that they lead to, which has no alias_of itself', async () => {
    const {
      id: _id,
      name,
      ...target
    } = (await openAi.models.retrieve(SECOND_MODEL)) as unknown as Record<string, unknown>;
    expect(target).not.toHaveProperty('alias_of');
    const best = await openAi.models.retrieve('best');
    expect(best).toMatchObject({ ...target, id: 'best', name: `best (${String(name)})` });
    expect(await openAi.models.retrieve('vectors')).toMatchObject({ kind: 'embedding' });
  });

  it('are read one by one as they stand in the list', async () => {
    const find = <Model extends { id: string }>(models: Model[]) => models.find(({ id }) => id === 'best');
    expect(await openAi.models.retrieve('best')).toEqual(find(await byOpenAi()));
    expect(await anthropic.models.retrieve('best')).toEqual(find(await byAnthropic()));
    await expect(openAi.models.retrieve('lost')).rejects.toThrow(NotFoundError);
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
