import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@smart-ai-hub/testing';
import { reasoning, started, text, toolArguments, toolCall } from '@smart-ai-hub/dialects/fixtures/run-events';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';

type Json = Record<string, unknown>;
type Answer = Json & { id: string; status: string; output: Json[] };

let fixture: GatewayFixture;
beforeAll(async () => {
  fixture = await createGatewayFixture();
});
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const PATH = '/v1/responses';
const jsonOf = async (response: Promise<Response> | Response) => (await (await response).json()) as Answer;
const errorOf = async (response: Response) => ((await response.json()) as { error: Json }).error;
const textsOf = (input: unknown) => JSON.stringify(input).match(/"text":"[^"]*"/g);

/** A response that the played worker has answered with these words. */
async function respond(caller: Caller, body: Json, words = 'Hello you.') {
  const answer = caller.post(PATH, { model: MODEL, ...body });
  const run = await fixture.worker.nextRun();
  await run.say(started, text(words));
  await run.finish();
  return { answer: await jsonOf(answer), run };
}

/** What follows the event with this number, byte for byte. */
function remainderAfter(stream: string, sequence: number): string {
  const from = stream.indexOf(`"sequence_number":${sequence},`);
  return stream.slice(stream.indexOf('\n\n', from) + 2);
}

describe('a stored response', () => {
  it('is read again as it was answered, and lists what it was asked', async () => {
    const caller = await fixture.openAccount();
    const { answer, run } = await respond(caller, {
      input: 'Hi',
      metadata: { topic: 'tea' },
      instructions: 'Be brief.',
    });
    expect(answer).toMatchObject({ status: 'completed', metadata: { topic: 'tea' }, usage: { cost: 0.001234 } });
    expect(answer.id).toBe(run.payload.runId.replace('run_', 'resp_'));
    expect(await jsonOf(caller.get(`${PATH}/${answer.id}`))).toEqual(answer);
    const items = await jsonOf(caller.get(`${PATH}/${answer.id}/input_items?order=asc`));
    expect(items).toMatchObject({
      object: 'list',
      data: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
      has_more: false,
    });
  });

  it('is nobody else’s: another account gets 404 for everything it tries', async () => {
    const { answer } = await respond(await fixture.openAccount(), { input: 'Hi' });
    const stranger = await fixture.openAccount();
    for (const response of [
      await stranger.get(`${PATH}/${answer.id}`),
      await stranger.get(`${PATH}/${answer.id}?stream=true`),
      await stranger.get(`${PATH}/${answer.id}/input_items`),
      await stranger.post(`${PATH}/${answer.id}/cancel`, {}),
      await stranger.delete(`${PATH}/${answer.id}`),
    ]) {
      expect(response.status).toBe(404);
      expect(await errorOf(response)).toMatchObject({ code: 'not_found', param: 'response_id' });
    }
    const goingOn = await stranger.post(PATH, { model: MODEL, input: 'And?', previous_response_id: answer.id });
    expect(goingOn.status).toBe(404);
    expect(await errorOf(goingOn)).toMatchObject({
      code: 'previous_response_not_found',
      param: 'previous_response_id',
    });
    expect(await fixture.runsOf(stranger.accountId)).toEqual([]);
  });

  it('is not there when it was made with store: false, and neither is its request', async () => {
    const caller = await fixture.openAccount();
    const { answer, run } = await respond(caller, { input: 'Hi', store: false });
    expect((await caller.get(`${PATH}/${answer.id}`)).status).toBe(404);
    expect(await fixture.deps.keptRuns.read(run.payload.runId)).toBeUndefined();
  });

  it('is readable for a day after its end, request and answer, and not at all once it was deleted', async () => {
    const caller = await fixture.openAccount();
    const { answer, run } = await respond(caller, { input: 'Hi' });
    const { runId } = run.payload;
    for (const part of ['request', 'events', 'state']) {
      const seconds = await fixture.deps.redis.ttl(`run:{${runId}}:${part}`);
      expect(seconds).toBeGreaterThan(86_000);
    }
    expect(await jsonOf(caller.delete(`${PATH}/${answer.id}`))).toEqual({
      id: answer.id,
      object: 'response',
      deleted: true,
    });
    expect((await caller.get(`${PATH}/${answer.id}`)).status).toBe(404);
    expect(await fixture.deps.redis.exists(`run:{${runId}}:request`, `run:{${runId}}:events`)).toBe(0);
  });

  it('leaves nothing behind when the call was refused', async () => {
    const caller = await fixture.openAccount(0.001);
    expect((await caller.post(PATH, { model: MODEL, input: 'a secret that is kept' })).status).toBe(402);
    for (const key of await fixture.deps.redis.keys('run:*:request')) {
      expect(await fixture.deps.redis.get(key)).not.toContain('a secret that is kept');
    }
  });
});

describe('previous_response_id', () => {
  it('puts the whole conversation before the input, through several responses', async () => {
    const caller = await fixture.openAccount();
    const first = await respond(caller, { input: 'One' }, 'Two');
    const second = await respond(caller, { input: 'Three', previous_response_id: first.answer.id }, 'Four');
    expect(second.answer).toMatchObject({ previous_response_id: first.answer.id });
    const third = await respond(caller, { input: 'Five', previous_response_id: second.answer.id }, 'Six');
    const body: Record<string, unknown> = third.run.payload.wire?.body ?? {};
    expect(textsOf(body['input'])).toEqual(['One', 'Two', 'Three', 'Four', 'Five'].map((word) => `"text":"${word}"`));
    expect(body).not.toHaveProperty('previous_response_id');
  });

  it('goes on in a loop of tools with nothing but the results, thoughts included', async () => {
    const caller = await fixture.openAccount();
    const tools = [{ type: 'function', name: 'f', parameters: {} }];
    const asked = caller.post(PATH, { model: MODEL, input: 'Use f', tools });
    const run = await fixture.worker.nextRun();
    await run.say(started, reasoning('Hm.', 'c2ln'), toolCall(0, 'call_1', 'f'), toolArguments(0, '{}'));
    await run.finish();
    const { id } = await jsonOf(asked);
    const output = [{ type: 'function_call_output', call_id: 'call_1', output: 'done' }];
    const { run: next } = await respond(caller, { input: output, tools, previous_response_id: id });
    expect(next.payload.wire?.body['input']).toMatchObject([
      { role: 'user' },
      { type: 'reasoning', encrypted_content: 'anthropic:c2ln' },
      { type: 'function_call', call_id: 'call_1' },
      { type: 'function_call_output', call_id: 'call_1' },
    ]);
  });

  it('tells faults by the place in the caller’s own input', async () => {
    const caller = await fixture.openAccount();
    const { answer } = await respond(caller, { input: 'One' });
    const input = [{ role: 'user', content: [{ type: 'input_image', image_url: 'ftp://x' }] }];
    const refused = await caller.post(PATH, { model: MODEL, input, previous_response_id: answer.id });
    expect(refused.status).toBe(400);
    expect(await errorOf(refused)).toMatchObject({ param: 'input[0].content[0].image_url' });
  });

  it('may be left out where the items themselves are referred to', async () => {
    const caller = await fixture.openAccount();
    const { answer } = await respond(caller, { input: 'One' }, 'Two');
    const input = [
      { type: 'item_reference', id: answer.output[0]?.['id'] },
      { role: 'user', content: 'Three' },
    ];
    const { run } = await respond(caller, { input });
    expect(textsOf(run.payload.wire?.body['input'])).toEqual(['"text":"Two"']);
    const unknown = await caller.post(PATH, { model: MODEL, input: [{ type: 'item_reference', id: 'msg_none' }] });
    expect([unknown.status, (await errorOf(unknown))['param']]).toEqual([400, 'input[0].id']);
  });
});

describe('a response in the background', () => {
  const ask = (caller: Caller, more: Json = {}) =>
    caller.post(PATH, { model: MODEL, input: 'Hi', background: true, ...more });

  it('is answered at once, and shows how it stands until it has ended', async () => {
    const caller = await fixture.openAccount();
    const response = await ask(caller);
    const queued = await jsonOf(response);
    expect([response.status, queued.status, queued['background']]).toEqual([200, 'queued', true]);
    const run = await fixture.worker.nextRun();
    expect(await jsonOf(caller.get(`${PATH}/${queued.id}`))).toMatchObject({ status: 'in_progress', output: [] });
    await run.say(started, text('Here.'));
    await run.finish();
    expect(await jsonOf(caller.get(`${PATH}/${queued.id}`))).toMatchObject({
      status: 'completed',
      output: [{ content: [{ text: 'Here.' }] }],
    });
  });

  it('that failed shows its error', async () => {
    const caller = await fixture.openAccount();
    const { id } = await jsonOf(ask(caller));
    const run = await fixture.worker.nextRun();
    await run.fail('provider_unavailable');
    expect(await jsonOf(caller.get(`${PATH}/${id}`))).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: 'It went wrong.' },
    });
  });

  it('streams, goes on without its reader, and is read from any event on with the same bytes', async () => {
    const caller = await fixture.openAccount();
    const leaving = new AbortController();
    const answer = caller.post(
      PATH,
      { model: MODEL, input: 'Hi', background: true, stream: true },
      { signal: leaving.signal },
    );
    const run = await fixture.worker.nextRun();
    await run.say(started, text('One '));
    const reader = (await answer).body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    while (!seen.includes('One ')) seen += (await reader?.read())?.value ?? '';
    leaving.abort();
    const id = run.payload.runId.replace('run_', 'resp_');
    const rest = caller.get(`${PATH}/${id}?stream=true&starting_after=2`);
    await run.say(text('two '), text('three.'));
    await run.finish();
    const whole = await (await caller.get(`${PATH}/${id}?stream=true`)).text();
    expect(whole.startsWith(seen)).toBe(true);
    expect(whole).toContain('event: response.queued\n');
    expect(whole).toContain('event: response.completed\n');
    expect(await (await rest).text()).toBe(remainderAfter(whole, 2));
    const count = whole.match(/"sequence_number"/g)?.length ?? 0;
    for (let sequence = 0; sequence < count; sequence += 3) {
      const resumed = await caller.get(`${PATH}/${id}?stream=true&starting_after=${sequence}`);
      expect(await resumed.text()).toBe(remainderAfter(whole, sequence));
    }
    expect((await fixture.readRun(run.payload.runId)).state).toBe('done');
  });

  it('is cancelled in the queue free of charge, and cancelling it again changes nothing', async () => {
    const caller = await fixture.openAccount();
    const { id } = await jsonOf(ask(caller));
    await fixture.worker.nextJob();
    const cancelled = await jsonOf(caller.post(`${PATH}/${id}/cancel`, {}));
    expect(cancelled).toMatchObject({ status: 'cancelled', error: null });
    expect(await jsonOf(caller.post(`${PATH}/${id}/cancel`, {}))).toEqual(cancelled);
    expect(await fixture.readMoney(caller.accountId)).toEqual({ balance: 10_000_000n, held: 0n });
  });

  it('is stopped at its worker when it is cancelled in the middle', async () => {
    const caller = await fixture.openAccount();
    const { id } = await jsonOf(ask(caller));
    const run = await fixture.worker.nextRun();
    await run.say(started, text('Half'));
    const cancelling = caller.post(`${PATH}/${id}/cancel`, {});
    await eventually(() => run.isCancelRequested());
    await run.fail('run_cancelled');
    expect(await jsonOf(cancelling)).toMatchObject({ status: 'cancelled', output: [{ status: 'incomplete' }] });
  });

  it('is the only one that can be cancelled', async () => {
    const caller = await fixture.openAccount();
    const { answer } = await respond(caller, { input: 'Hi' });
    const refused = await caller.post(`${PATH}/${answer.id}/cancel`, {});
    expect([refused.status, (await errorOf(refused))['param']]).toEqual([400, 'response_id']);
  });

  it('is the same one again with the same Idempotency-Key', async () => {
    const caller = await fixture.openAccount();
    const headers = { 'idempotency-key': 'later' };
    const body = { model: MODEL, input: 'Hi', background: true };
    const { id } = await jsonOf(caller.post(PATH, body, { headers }));
    expect((await jsonOf(caller.post(PATH, body, { headers }))).id).toBe(id);
    const run = await fixture.worker.nextRun();
    await run.finish();
    expect(await jsonOf(caller.post(PATH, body, { headers }))).toMatchObject({ id, status: 'completed' });
  });
});

describe('a WebSocket', () => {
  it('is answered by 426, which sends Codex to POST', async () => {
    const { status, body } = await fixture.upgrade(PATH);
    expect(status).toBe(426);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'websocket_unsupported' } });
  });
});
