import { text } from '@smart-ai-hub/dialects/fixtures/run-events';
import { type NginxDoor, eventually, startNginx } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DoorClient, createDoorClient } from './fixtures/door-client.ts';
import { type Caller, type GatewayFixture, MODEL, createGatewayFixture } from './fixtures/gateway-fixture.ts';
import { connectSocket } from './fixtures/socket-client.ts';

/** The real nginx, configured as ingress-nginx would be for charts/smart-ai-hub, in front of the gateway. */
let fixture: GatewayFixture;
let door: NginxDoor;
let client: DoorClient;
let caller: Caller;

beforeAll(async () => {
  fixture = await createGatewayFixture({ FRONTEND_URL: 'https://hub.example.com' });
  door = await startNginx({ 'hub-api-gateway': [new URL(fixture.url).host] });
  client = createDoorClient(door);
  caller = await fixture.openAccount();
  // The first time nginx has to be fetched.
}, 180_000);
afterAll(async () => {
  await client.close();
  await door.close();
  await fixture.close();
});

const json = () => ({ authorization: `Bearer ${caller.apiKey}`, 'content-type': 'application/json' });
const question = (content: string, more: object = {}) =>
  JSON.stringify({ model: MODEL, messages: [{ role: 'user', content }], ...more });

describe('the door', () => {
  it('sends whoever comes by http to https, with the path they asked for', async () => {
    const { statusCode, headers, body } = await client.plain('/v1/models?after=x');
    await body.dump();
    expect([statusCode, headers.location]).toEqual([308, 'https://hub.example.com/v1/models?after=x']);
  });

  it('says HSTS once, and leaves the headers of the services as they are', async () => {
    const { statusCode, headers, body } = await client.secure('/v1/models', { headers: json() });
    await body.dump();
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it('keeps metrics and probes inside', async () => {
    for (const path of ['/metrics', '/health/live', '/health/ready']) {
      const { statusCode, body } = await client.secure(path);
      // It belongs to the web app, which is nowhere here.
      expect([path, statusCode, (await body.text()).includes('aihub_')]).toEqual([path, 502, false]);
    }
    const { statusCode, body } = await client.secure('/health');
    await body.dump();
    expect(statusCode).toBe(200);
  });

  it('compresses answers', async () => {
    const { headers, body } = await client.secure('/openapi.json', { headers: { 'accept-encoding': 'gzip' } });
    await body.dump();
    expect(headers['content-encoding']).toBe('gzip');
  });

  it('takes bodies up to 20 MB, and refuses what is larger before it is sent on', async () => {
    const send = async (bytes: number) => {
      const { statusCode, body } = await client.secure('/v1/chat/completions', {
        ...{ method: 'POST', headers: json(), body: question('x'.repeat(bytes)) },
      });
      return { statusCode, answer: await body.text() };
    };
    const large = await send(19 * 1024 * 1024);
    // The gateway read it, and the model cannot hold it.
    expect([large.statusCode, large.answer]).toEqual([400, expect.stringContaining('context_length_exceeded')]);
    const tooLarge = await send(21 * 1024 * 1024);
    expect([tooLarge.statusCode, tooLarge.answer]).toEqual([413, expect.stringContaining('nginx')]);
  });

  it('lets each of 50 pieces of a stream through as it comes, uncompressed', async () => {
    const asking = client.secure('/v1/chat/completions', {
      ...{
        method: 'POST',
        headers: { ...json(), 'accept-encoding': 'gzip' },
        body: question('Hello', { stream: true }),
      },
    });
    const run = await fixture.worker.nextRun();
    await run.say({ type: 'started', model: MODEL, provider: 'simulator-openai' }, text('piece 0;'));
    const { headers, body } = await asking;
    expect([headers['content-type'], headers['content-encoding']]).toEqual([
      expect.stringContaining('text/event-stream'),
      undefined,
    ]);
    let heard = '';
    body.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    for (let piece = 1; piece < 50; piece += 1) {
      // The next one is said only when the one before was heard: a door that buffers would stop here.
      await eventually(() => heard.includes(`piece ${piece - 1};`));
      await run.say(text(`piece ${piece};`));
    }
    await run.finish();
    await eventually(() => heard.includes('data: [DONE]'));
  });

  it('carries a WebSocket', async () => {
    const { url, options } = client.socket;
    const headers = { authorization: `Bearer ${caller.apiKey}` };
    const socket = connectSocket(url, { ...options, headers });
    await socket.next('authenticated');
    const run = { model: MODEL, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] };
    socket.send({ type: 'start', requestId: 'r1', run });
    const work = await fixture.worker.nextRun();
    await work.say(text('over a socket'));
    await work.finish();
    const { run: started } = await socket.next('run');
    const events = await socket.readToEnd(started.id);
    expect(events.map(({ event }) => event)).toContainEqual(expect.objectContaining({ text: 'over a socket' }));
    socket.socket.terminate();
  });

  it.each([
    { what: 'the API', path: '/v1/models', method: 'GET' as const, perSecond: 10, burst: 20 },
    { what: 'sign-in', path: '/api/auth/login', method: 'POST' as const, perSecond: 5, burst: 10 },
  ])('limits $what to $perSecond a second and a burst of $burst, says so by 429, and lets go again', async (limit) => {
    const { path, method, perSecond, burst } = limit;
    const ask = async () => {
      const { statusCode, body } = await client.secure(path, {
        method,
        headers: json(),
        ...(method === 'POST' && { body: '{}' }),
      });
      await body.dump();
      return statusCode;
    };
    const startedAt = performance.now();
    const statuses = await Promise.all(Array.from({ length: 3 * burst }, ask));
    const seconds = (performance.now() - startedAt) / 1_000;
    const taken = statuses.filter((status) => status !== 429).length;
    expect(taken).toBeLessThanOrEqual(burst + 1 + Math.ceil(perSecond * seconds));
    // A few calls of the tests before may still count.
    expect(taken).toBeGreaterThan(burst / 2);
    await eventually(async () => (await ask()) !== 429);
  });

  it('does not limit what Stripe tells, which is signed and comes from few addresses', async () => {
    const tell = async () => {
      const { statusCode, body } = await client.secure('/api/payments/webhook', { method: 'POST', body: '{}' });
      await body.dump();
      return statusCode;
    };
    const statuses = await Promise.all(Array.from({ length: 60 }, tell));
    expect(statuses).not.toContain(429);
  });
});
