import { type Run, declaredRoutes } from '@smart-ai-hub/contracts';
import { PROBE_ROUTES, eventually, mountedRoutes } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from './fixtures/gateway-fixture.ts';
import { publicGroups } from './features/api-document/public-groups.ts';
import { reasoning, richAnswer, started, text } from '@smart-ai-hub/dialects/fixtures/run-events';

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await createGatewayFixture();
});

afterAll(async () => {
  expect(await fixture.brokenInvariants()).toEqual([]);
  await fixture.close();
});

const ask = (words: string) => ({
  model: MODEL,
  messages: [{ role: 'user', content: [{ type: 'text', text: words }] }],
});

async function startRun(caller: Caller, headers: Record<string, string> = {}): Promise<Run> {
  const response = await caller.post('/api/runs', ask('Hello'), { headers });
  expect(response.status).toBe(202);
  return ((await response.json()) as { run: Run }).run;
}

const eventsOf = async (caller: Caller, runId: string, headers: Record<string, string> = {}) =>
  (await caller.get(`/api/runs/${runId}/events`, headers)).text();

const idsIn = (stream: string) => [...stream.matchAll(/^id: (\S+)$/gm)].map((match) => match[1] ?? '');

/** Everything up to the event with this id. */
function partUpTo(stream: string, id: string): string {
  const from = stream.indexOf(`id: ${id}\n`);
  return stream.slice(0, stream.indexOf('\n\n', from) + 2);
}

/** What a stream says, letter by letter: pieces of a text may be merged otherwise for one who comes later. */
function saidIn(stream: string): unknown[] {
  return [...stream.matchAll(/^data: (.*)$/gm)].flatMap(([, data = '']) => {
    const { text: words = '', fragment = '', ...event } = JSON.parse(data) as Record<string, string>;
    const { signature, type, ...members } = event;
    const rest = signature === undefined && (words || fragment) !== '' ? [] : [event];
    return [...[...words, ...fragment].map((letter) => ({ letter, type, ...members })), ...rest];
  });
}

it('mounts every route that is declared by any service, and no other', () => {
  const services = ['api-gateway', 'auth-service', 'core-service', 'mcp-server'] as const;
  const declared = services.flatMap((service) => declaredRoutes(publicGroups, service));
  expect(mountedRoutes(fixture.app)).toEqual([...new Set([...declared, ...PROBE_ROUTES])].sort());
});

describe('the events of a run', () => {
  it('resume from every cursor with the identical remainder, after its end', async () => {
    const caller = await fixture.openAccount();
    const { id } = await startRun(caller);
    const run = await fixture.worker.nextRun();
    await run.say(started);
    for (let at = 1; at < richAnswer.length - 1; at += 3) await run.say(...richAnswer.slice(at, at + 3));
    await run.finish();
    const whole = await eventsOf(caller, id);
    const ids = idsIn(whole);
    expect(ids.length).toBeGreaterThan(8);
    expect(ids.some((cursor) => cursor.endsWith('.1'))).toBe(true);
    for (const cursor of ids) {
      const rest = await eventsOf(caller, id, { 'last-event-id': cursor });
      expect(saidIn(partUpTo(whole, cursor) + rest)).toEqual(saidIn(whole));
    }
  });

  it('resume from every cursor with the identical remainder, while the answer is being written', async () => {
    const caller = await fixture.openAccount();
    const { id } = await startRun(caller);
    const run = await fixture.worker.nextRun();
    await run.say(started, text('One '));
    await run.say(reasoning('Hm. '), text('two '));
    const cursors = [undefined, '1.0', '1.1', '2.0', '2.1'];
    const readings = cursors.map((cursor) => eventsOf(caller, id, cursor ? { 'last-event-id': cursor } : {}));
    await run.say(text('three.'));
    await run.finish();
    const [whole = '', ...rest] = await Promise.all(readings);
    expect(saidIn(whole).length).toBe(2 + [...'One Hm. two three.'].length);
    for (const [at, words] of ['One Hm. two three.', 'Hm. two three.', 'two three.', 'three.'].entries()) {
      expect(saidIn(rest[at] ?? '')).toEqual(saidIn(whole).slice(-[...words, 'done'].length));
    }
  });

  it('go on without their reader, who may come back', async () => {
    const caller = await fixture.openAccount();
    const { id } = await startRun(caller);
    const run = await fixture.worker.nextRun();
    await run.say(started, text('One '));
    const leaving = new AbortController();
    const response = await caller.get(`/api/runs/${id}/events`, {}, leaving.signal);
    await response.body?.getReader().read();
    leaving.abort();
    await run.say(text('two.'));
    expect(await run.isCancelRequested()).toBe(false);
    await run.finish();
    expect(await eventsOf(caller, id, { 'last-event-id': '1.1' })).toMatch(/^: keep-alive\n\nid: 2\.0\nevent: text\n/);
    expect((await fixture.readRun(id)).state).toBe('done');
  });

  it.each(['GET /api/runs/:id', 'GET /api/runs/:id/events', 'POST /api/runs/:id/cancel'])(
    'and the run itself do not exist for another account: %s',
    async (route) => {
      const owner = await fixture.openAccount();
      const stranger = await fixture.openAccount();
      const { id } = await startRun(owner);
      const run = await fixture.worker.nextRun();
      const [method, path = ''] = route.replace(':id', id).split(' ');
      const response = method === 'GET' ? await stranger.get(path) : await stranger.post(path, {});
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'not_found', status: 404 });
      expect(await run.isCancelRequested()).toBe(false);
      await run.finish();
    },
  );
});

describe('a run', () => {
  it('is started once by calls with the same Idempotency-Key, and its hold is made once', async () => {
    const caller = await fixture.openAccount();
    const headers = { 'idempotency-key': 'order-1' };
    const runs = await Promise.all([1, 2, 3, 4].map(() => startRun(caller, headers)));
    const [first] = runs;
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    expect((await fixture.readMoney(caller.accountId)).held).toBe((await fixture.readRun(first?.id ?? '')).holdMicros);
    const run = await fixture.worker.nextRun();
    await run.finish();
    expect((await startRun(caller, headers)).id).toBe(first?.id);
    expect(await fixture.readMoney(caller.accountId)).toEqual({ balance: 10_000_000n - 1_234n, held: 0n });
  });

  it('is not replayed for another request with its Idempotency-Key, nor for another account', async () => {
    const [caller, stranger] = [await fixture.openAccount(), await fixture.openAccount()];
    const headers = { 'idempotency-key': 'order-2' };
    const { id } = await startRun(caller, headers);
    const conflict = await caller.post('/api/runs', ask('Something else'), { headers });
    expect(conflict.status).toBe(422);
    expect(await conflict.json()).toMatchObject({ code: 'idempotency_conflict' });
    expect((await startRun(stranger, headers)).id).not.toBe(id);
    await (await fixture.worker.nextRun()).finish();
    await (await fixture.worker.nextRun()).finish();
    expect(await fixture.runsOf(caller.accountId)).toEqual([{ id, state: 'done' }]);
  });

  it('that waits is cancelled at once, for everybody who reads it, and only once', async () => {
    const caller = await fixture.openAccount();
    const { id } = await startRun(caller);
    await fixture.worker.nextJob();
    const reading = eventsOf(caller, id);
    const cancelled = await caller.post(`/api/runs/${id}/cancel`, {});
    expect(cancelled.status).toBe(202);
    expect(await cancelled.json()).toMatchObject({ run: { id, state: 'cancelled', cost: 0, held: 0 } });
    expect(await reading).toContain('"code":"run_cancelled"');
    const again = await caller.post(`/api/runs/${id}/cancel`, {});
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'run_not_active' });
    expect(await fixture.readMoney(caller.accountId)).toEqual({ balance: 10_000_000n, held: 0n });
  });

  it('that is worked on is cancelled by its worker, who hears of it', async () => {
    const caller = await fixture.openAccount();
    const { id } = await startRun(caller);
    const run = await fixture.worker.nextRun();
    expect((await caller.post(`/api/runs/${id}/cancel`, {})).status).toBe(202);
    await eventually(() => run.isCancelRequested());
    await run.fail('run_cancelled');
    expect(await eventsOf(caller, id)).toContain('"code":"run_cancelled"');
  });
});

describe('the gateway', () => {
  it('says that it is there when Claude Code asks, which does so without a key', async () => {
    const response = await fetch(`${fixture.url}/api/hello`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

describe('GET /openapi.json', () => {
  it('is the API document, for anybody, and is not sent again to whoever has it', async () => {
    const first = await request(fixture.app).get('/openapi.json').expect(200);
    expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(first.body).toMatchObject({ openapi: '3.1.1', info: { title: 'Smart AI Hub' } });
    const second = await request(fixture.app)
      .get('/openapi.json')
      .set('if-none-match', first.headers['etag'] ?? '');
    expect([second.status, second.text]).toEqual([304, '']);
  });
});
