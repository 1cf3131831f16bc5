import { started, text } from '@smart-ai-hub/dialects/fixtures/run-events';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';
import { type EventMessage, type SocketClient, openSocket } from '../../fixtures/socket-client.ts';

let fixture: GatewayFixture;
const clients: SocketClient[] = [];

beforeAll(async () => {
  fixture = await createGatewayFixture();
});
afterEach(() => clients.splice(0).forEach(({ socket }) => socket.terminate()));
afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const run = { model: MODEL, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] };

async function connect(caller?: Caller): Promise<SocketClient> {
  const { apiKey } = caller ?? (await fixture.openAccount());
  const client = await openSocket(fixture.url, apiKey);
  clients.push(client);
  return client;
}

const textOf = (events: EventMessage[]) => events.map(({ event }) => ('text' in event ? event.text : '')).join('');

async function startedRun(client: SocketClient) {
  client.send({ type: 'start', requestId: 'r1', run });
  const work = await fixture.worker.nextRun();
  const answer = await client.next('run');
  return { id: answer.run.id, work };
}

describe('a WebSocket', () => {
  it('starts a run, tells which, and sends its events with the same ids as the server-sent events', async () => {
    const caller = await fixture.openAccount();
    const client = await connect(caller);
    client.send({ type: 'start', requestId: 'first', run });
    const work = await fixture.worker.nextRun();
    const answer = await client.next('run');
    expect(answer).toMatchObject({ requestId: 'first', replayed: false, run: { id: work.payload.runId } });
    for (const word of ['One ', 'two ', 'three.']) {
      await work.say(started, text(word));
      await eventually(() => expect(client.messages.at(-1)).toMatchObject({ event: { text: word } }));
    }
    await work.finish();
    const events = await client.readToEnd(answer.run.id);
    expect(textOf(events)).toBe('One two three.');
    expect(events.map(({ id }) => id)).toEqual(['1.0', '1.1', '2.0', '2.1', '3.0', '3.1', '4.0']);
    const resumed = await caller.get(`/api/runs/${answer.run.id}/events`, { 'last-event-id': '2.1' });
    expect([...(await resumed.text()).matchAll(/^id: (.*)$/gm)].map((match) => match[1])).toEqual([
      '3.0',
      '3.1',
      '4.0',
    ]);
  });

  it('sends the events behind the cursor that a subscription names, also in the middle of a frame', async () => {
    const caller = await fixture.openAccount();
    const { id, work } = await startedRun(await connect(caller));
    await work.say(started, text('One '), { type: 'reasoning', text: 'hm' }, text('two '));
    await work.say(text('three.'));
    await work.finish();
    const client = await connect(caller);
    client.send({ type: 'subscribe', runId: id, after: '2.0' });
    const events = await client.readToEnd(id);
    expect(textOf(events)).toBe('two three.');
    expect(events.map((each) => each.id)).toEqual(['3.0', '4.0']);
  });

  it('gives a long answer to somebody who comes late in a few events', async () => {
    const caller = await fixture.openAccount();
    const { id, work } = await startedRun(await connect(caller));
    const words = Array.from({ length: 500 }, (_, index) => `${index} `);
    await work.say(started);
    for (const word of words) await work.say(text(word));
    await work.finish();
    const client = await connect(caller);
    client.send({ type: 'subscribe', runId: id });
    const events = await client.readToEnd(id);
    expect(textOf(events)).toBe(words.join(''));
    expect(events.map((each) => each.id)).toEqual(['1.0', '501.0', '502.0']);
    const sent = await (await caller.get(`/api/runs/${id}/events`)).text();
    expect(sent.match(/^data: /gm)).toHaveLength(3);
  });

  it('carries several runs at once, and forgets one that its client has unsubscribed from', async () => {
    const client = await connect();
    const first = await startedRun(client);
    const second = await startedRun(client);
    client.send({ type: 'unsubscribe', runId: first.id });
    client.send({ type: 'ping', requestId: 'barrier' });
    await client.next('pong');
    await first.work.say(started, text('unheard'));
    await first.work.finish();
    await second.work.say(started, text('heard'));
    await second.work.finish();
    expect(textOf(await client.readToEnd(second.id))).toBe('heard');
    expect(client.messages.some((message) => message.type === 'event' && message.runId === first.id)).toBe(false);
    await eventually(() => expect(fixture.deps.relay.size()).toBe(0));
  });

  it('lets a second subscription for a run take the place of the first', async () => {
    const client = await connect();
    const { id, work } = await startedRun(client);
    await work.say(started, text('One '));
    await client.next('event');
    client.send({ type: 'subscribe', runId: id, after: '1.1' });
    client.send({ type: 'ping' });
    await client.next('pong');
    await work.say(text('two.'));
    await work.finish();
    expect(textOf(await client.readToEnd(id))).toBe('One two.');
  });

  it('stops a run when it is asked to, and says so', async () => {
    const client = await connect();
    client.send({ type: 'start', requestId: 'r1', run });
    const { runId } = await fixture.worker.nextJob();
    await client.next('run');
    client.send({ type: 'cancel', requestId: 'stop', runId });
    expect(await client.next('run')).toMatchObject({ requestId: 'stop', run: { id: runId, state: 'cancelled' } });
    expect((await client.readToEnd(runId)).at(-1)).toMatchObject({ event: { type: 'failed', code: 'run_cancelled' } });
    client.send({ type: 'cancel', requestId: 'again', runId });
    expect(await client.next('error')).toMatchObject({
      requestId: 'again',
      runId,
      code: 'run_not_active',
      status: 409,
    });
  });

  it('cancels nothing when its client hangs up', async () => {
    const caller = await fixture.openAccount();
    const client = await connect(caller);
    const { id, work } = await startedRun(client);
    await work.say(started, text('One '));
    client.socket.terminate();
    await eventually(() => expect(fixture.deps.relay.size()).toBe(0));
    await work.say(text('two.'));
    await work.finish();
    expect((await fixture.readRun(id)).state).toBe('done');
    const other = await connect(caller);
    other.send({ type: 'subscribe', runId: id, after: '1.1' });
    expect(textOf(await other.readToEnd(id))).toBe('two.');
  });

  it('answers the same idempotency key by the same run, whether it came by WebSocket or by POST', async () => {
    const caller = await fixture.openAccount();
    const client = await connect(caller);
    client.send({ type: 'start', requestId: 'a', run, idempotencyKey: 'once' });
    const work = await fixture.worker.nextRun();
    const first = await client.next('run');
    const again = await caller.post('/api/runs', run, { headers: { 'idempotency-key': 'once' } });
    expect(await again.json()).toMatchObject({ run: { id: first.run.id } });
    client.send({ type: 'start', requestId: 'b', run, idempotencyKey: 'once', subscribe: false });
    expect(await client.next('run')).toMatchObject({ requestId: 'b', replayed: true, run: { id: first.run.id } });
    client.send({ type: 'start', requestId: 'c', run: { ...run, temperature: 0 }, idempotencyKey: 'once' });
    expect(await client.next('error')).toMatchObject({ requestId: 'c', code: 'idempotency_conflict' });
    await work.finish();
  });

  it('does not know the runs of other accounts', async () => {
    const { id, work } = await startedRun(await connect());
    const stranger = await connect();
    for (const type of ['subscribe', 'cancel'] as const) {
      stranger.send({ type, requestId: type, runId: id });
      expect(await stranger.next('error')).toMatchObject({ requestId: type, runId: id, code: 'not_found' });
    }
    await work.finish();
  });

  it('answers a refused start by the same error as POST', async () => {
    const caller = await fixture.openAccount(0);
    const client = await connect(caller);
    client.send({ type: 'start', requestId: 'poor', run });
    const { code, title, detail, status } = await client.next('error');
    const problem = (await (await caller.post('/api/runs', run)).json()) as object;
    expect(problem).toMatchObject({ code, title, detail, status });
    expect(code).toBe('insufficient_credits');
  });
});
