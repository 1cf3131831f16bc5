import type { RunEvent } from '@smart-ai-hub/contracts';
import { text } from '@smart-ai-hub/dialects/fixtures/run-events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  EMBEDDING_MODEL,
  type GatewayFixture,
  MODEL,
  SECOND_MODEL,
  createGatewayFixture,
} from '../../fixtures/gateway-fixture.ts';

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await createGatewayFixture({ MODEL_ALIASES: `{"house":["gone","${SECOND_MODEL}"]}` });
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const messages = [{ role: 'user', content: 'Hello' }];
const said = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }];
const dialects = [
  { dialect: 'openai-chat', path: '/v1/chat/completions', body: { messages } },
  { dialect: 'anthropic-messages', path: '/v1/messages', body: { messages, max_tokens: 100 } },
  { dialect: 'openai-responses', path: '/v1/responses', body: { input: 'Hello' } },
];
const forms = [
  { form: 'streamed', stream: true },
  { form: 'plain', stream: false },
];
const startedBy = (model: string, warnings?: string[]): RunEvent => ({
  ...{ type: 'started', model, provider: 'simulator-openai' },
  ...(warnings && { warnings }),
});

const both = { models: [MODEL, SECOND_MODEL] };

describe.each(dialects)('a call in $dialect', ({ path, body }) => {
  it.each([
    ['models, in their order', both, [MODEL, SECOND_MODEL], MODEL],
    ['a model before models', { model: SECOND_MODEL, ...both }, [SECOND_MODEL, MODEL], SECOND_MODEL],
    ['an alias of the operator', { model: 'house' }, [SECOND_MODEL], 'house'],
    ['auto', { model: 'auto' }, [MODEL, SECOND_MODEL], 'auto'],
    [
      'a provider before the model',
      { model: `simulator-other/${SECOND_MODEL}` },
      [SECOND_MODEL],
      `simulator-other/${SECOND_MODEL}`,
    ],
  ])('that names %s is admitted for those models, at the price of each', async (_, asked, ids, requestedModel) => {
    const caller = await fixture.openAccount();
    const answer = caller.post(path, { ...body, ...asked });
    const run = await fixture.worker.nextRun();
    expect(run.payload.models).toEqual(ids);
    const record = await fixture.readRun(run.payload.runId);
    expect(record).toMatchObject({ model: ids[0], requestedModel });
    expect(record.candidates?.map(({ model }) => model)).toEqual(ids.length > 1 ? ids : undefined);
    await run.say(startedBy(ids[0] ?? ''), text('Hi.'));
    await run.finish();
    expect((await answer).status).toBe(200);
  });

  it.each(forms)('is answered in the name of the model that answered; $form', async ({ stream }) => {
    const caller = await fixture.openAccount();
    const answer = caller.post(path, { ...body, ...both, stream });
    const run = await fixture.worker.nextRun();
    await run.say(startedBy(MODEL, ['top_k: Not used.']));
    await run.say(startedBy(SECOND_MODEL, ['seed: Not used.']), text('Hi.'));
    await run.finish();
    const response = await answer;
    expect(response.headers.get('x-hub-model')).toBe(SECOND_MODEL);
    expect(response.headers.get('x-hub-warnings')).toBe('seed: Not used.');
    const told = await response.text();
    expect(told).toContain(`"model":"${SECOND_MODEL}"`);
    expect(told).not.toContain(`"model":"${MODEL}"`);
  });

  it('of a model that is not there is refused by that name, before anything is held', async () => {
    const caller = await fixture.openAccount();
    const response = await caller.post(path, { ...body, models: [MODEL, 'simulator-gtp'] });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain(
      'There is no model named \\"simulator-gtp\\". Did you mean \\"simulator-gpt',
    );
    expect(await fixture.runsOf(caller.accountId)).toEqual([]);
  });

  it('of a model of embeddings is refused, and goes on with the others of a list', async () => {
    const caller = await fixture.openAccount();
    expect((await caller.post(path, { ...body, model: EMBEDDING_MODEL })).status).toBe(400);
    const answer = caller.post(path, { ...body, models: [EMBEDDING_MODEL, MODEL] });
    const run = await fixture.worker.nextRun();
    expect(run.payload.models).toEqual([MODEL]);
    await run.say(startedBy(MODEL), text('Hi.'));
    await run.finish();
    expect((await answer).status).toBe(200);
  });
});

describe('what only one dialect can say', () => {
  const body = { messages, n: 2 };

  it('leaves out the models that cannot be told, and is refused when none is left', async () => {
    const caller = await fixture.openAccount();
    const answer = caller.post('/v1/chat/completions', { ...body, models: [SECOND_MODEL, MODEL] });
    const run = await fixture.worker.nextRun();
    expect(run.payload.models).toEqual([MODEL]);
    const typicalAnswerMicros = 500n * 100n;
    expect((await fixture.readRun(run.payload.runId)).holdMicros).toBeGreaterThan(2n * typicalAnswerMicros);
    await run.say(startedBy(MODEL), text('Hi.'));
    await run.finish();
    expect((await answer).status).toBe(200);
    const refused = await caller.post('/v1/chat/completions', { ...body, model: SECOND_MODEL });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('n: ')]);
  });
});

const begun = [...messages, { role: 'assistant', content: 'The answer is' }];
const begunCalls = [
  { dialect: 'openai-chat', path: '/v1/chat/completions', body: { messages: begun }, field: 'messages' },
  {
    dialect: 'anthropic-messages',
    path: '/v1/messages',
    body: { messages: begun, max_tokens: 100 },
    field: 'messages',
  },
  { dialect: 'openai-responses', path: '/v1/responses', body: { input: begun }, field: 'input' },
];

describe.each(begunCalls)('an answer that was begun, in $dialect', ({ path, body, field }) => {
  it.each([
    ['a list', { models: [SECOND_MODEL, MODEL] }],
    ['auto', { model: 'auto' }],
  ])('24: goes to no model of %s that would refuse it', async (_, asked) => {
    const caller = await fixture.openAccount();
    const answer = caller.post(path, { ...body, ...asked });
    const run = await fixture.worker.nextRun();
    expect(run.payload.models).toEqual([MODEL]);
    await run.say(startedBy(MODEL), text(' 42.'));
    await run.finish();
    expect((await answer).status).toBe(200);
  });

  it('24: is refused by name where no model takes it, before anything is held', async () => {
    const caller = await fixture.openAccount();
    const refused = await caller.post(path, { ...body, model: SECOND_MODEL });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining(`${field}: must end with a message of the user`),
    ]);
    expect(await fixture.runsOf(caller.accountId)).toEqual([]);
  });
});

describe('the hub’s own API', () => {
  it('takes a list, and shows what was asked for beside what answered', async () => {
    const caller = await fixture.openAccount();
    const created = await caller.post('/api/runs', { models: [MODEL, SECOND_MODEL], messages: said });
    expect(created.status).toBe(202);
    const run = await fixture.worker.nextRun();
    expect(run.payload.models).toEqual([MODEL, SECOND_MODEL]);
    await run.say(startedBy(SECOND_MODEL), text('Hi.'));
    await run.finish(SECOND_MODEL);
    const read = await caller.get(`/api/runs/${run.payload.runId}`);
    expect(await read.json()).toMatchObject({
      run: {
        model: SECOND_MODEL,
        provider: 'simulator-other',
        requestedModel: MODEL,
        candidates: [MODEL, SECOND_MODEL],
      },
    });
  });

  it('answers 400 naming the field when no model is named', async () => {
    const caller = await fixture.openAccount();
    const response = await caller.post('/api/runs', { messages: said });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ errors: [expect.objectContaining({ path: 'model' })] }),
    ]);
  });
});
