import { type SocketLimits, socketLimits } from '@smart-ai-hub/contracts';
import { started, text } from '@smart-ai-hub/dialects/fixtures/run-events';
import { API_KEYS_REVOKED_CHANNEL, createHttpServer, hashApiKey } from '@smart-ai-hub/service-kit';
import { eventually } from '@smart-ai-hub/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { type GatewayFixture, MODEL, createGatewayFixture } from '../../fixtures/gateway-fixture.ts';
import { type SocketClient, connectSocket, openSocket, refusedUpgrade } from '../../fixtures/socket-client.ts';
import { type TokenIssuer, createTokenIssuer } from '../../fixtures/token-issuer.ts';
import type { SocketSettings } from './connections.ts';
import { createSocketServer } from './socket-server.ts';

const WEB_APP = 'https://hub.example.com';
const settings = { FRONTEND_URL: WEB_APP, WS_HEARTBEAT_INTERVAL: 100, WS_CONNECTION_TIMEOUT: 60_000 };
/** The smallest that let every test but its own pass. */
const limits: SocketLimits = { ...socketLimits, messageBytes: 50_000, signInMs: 1_000, subscriptions: 1 };

let fixture: GatewayFixture;
let issuer: TokenIssuer;
let url: string;
const closes: (() => void)[] = [];
const clients: SocketClient[] = [];

beforeAll(async () => {
  issuer = await createTokenIssuer();
  fixture = await createGatewayFixture({ AUTH_SERVICE_URL: issuer.url });
  url = await serve(settings);
});
afterEach(() => clients.splice(0).forEach(({ socket }) => socket.terminate()));
afterAll(async () => {
  closes.forEach((close) => close());
  issuer.close();
  await fixture.close();
});

async function serve(its: SocketSettings): Promise<string> {
  const sockets = createSocketServer(fixture.deps, its, { ...limits, connectionsPerAccount: 2 });
  const server = createHttpServer(fixture.app, sockets.upgrades).listen(0, '127.0.0.1');
  closes.push(sockets.close, () => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function keep(client: SocketClient): SocketClient {
  clients.push(client);
  return client;
}

async function signedIn(): Promise<SocketClient & { apiKey: string }> {
  const { apiKey } = await fixture.openAccount();
  return { ...keep(await openSocket(url, apiKey)), apiKey };
}

const run = { model: MODEL, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] };

describe('who may open a WebSocket', () => {
  it.each([
    ['another site', { origin: 'https://evil.example.com' }, 403],
    ['a bad token', { headers: { authorization: 'Bearer a.b.c' } }, 401],
    ['an unknown key', { headers: { 'x-api-key': 'sah_live_none' } }, 401],
  ])('not %s', async (_who, options, status) => {
    expect(await refusedUpgrade(url, options)).toBe(status);
  });

  it('the web app, which says who it is in its first message', async () => {
    const { accountId } = await fixture.openAccount();
    const client = keep(connectSocket(url, { origin: WEB_APP }));
    await once(client.socket, 'open');
    client.send({ type: 'authenticate', token: issuer.issue({ userId: 'usr_1', accountId, seconds: 60 }) });
    const { expiresAt } = await client.next('authenticated');
    expect(Date.parse(expiresAt ?? '') - Date.now()).toBeGreaterThan(50_000);
    client.send({ type: 'start', requestId: 'r', run, subscribe: false });
    expect((await client.next('run')).run.state).toBe('queued');
    await (await fixture.worker.nextRun()).finish();
  });

  it('nobody who does not say who it is in time, or at all', async () => {
    const silent = keep(connectSocket(url));
    expect(await silent.next('error')).toMatchObject({ code: 'unauthenticated' });
    expect(await silent.closed).toEqual({ code: 4401, reason: 'not signed in' });
    const bold = keep(connectSocket(url));
    await once(bold.socket, 'open');
    bold.send({ type: 'ping' });
    expect(await bold.closed).toMatchObject({ code: 4401 });
    const wrong = keep(connectSocket(url));
    await once(wrong.socket, 'open');
    wrong.send({ type: 'authenticate', token: 'sah_live_wrong' });
    expect(await wrong.next('error')).toMatchObject({ code: 'invalid_api_key' });
    expect(await wrong.closed).toMatchObject({ code: 4401 });
  });

  it('nobody who sends much before it says who it is', async () => {
    const client = keep(connectSocket(url));
    client.socket.on('error', () => undefined);
    await once(client.socket, 'open');
    client.send({ type: 'authenticate', token: 'x'.repeat(socketLimits.unsignedBytes + 1_000) });
    expect(await client.closed).toMatchObject({ code: 1006 });
  });

  it('no more than so many of one account', async () => {
    const { apiKey } = await fixture.openAccount();
    const headers = { authorization: `Bearer ${apiKey}` };
    const first = keep(await openSocket(url, apiKey));
    keep(await openSocket(url, apiKey));
    expect(await refusedUpgrade(url, { headers })).toBe(429);
    first.socket.close();
    await eventually(async () => keep(await openSocket(url, apiKey)));
  });

  it('nobody by plain HTTP: the answer says what is spoken here', async () => {
    const response = await fetch(`${url}/ws`);
    expect([response.status, await response.json()]).toMatchObject([426, { code: 'websocket_required' }]);
  });
});

describe('a connection ends', () => {
  it('with its access token, and says so; a newer one prolongs it', async () => {
    const { accountId } = await fixture.openAccount();
    const token = (seconds: number) => issuer.issue({ userId: 'usr_1', accountId, seconds });
    // Long enough for a busy machine to bring the newer one in time.
    const headers = { authorization: `Bearer ${token(5)}` };
    const ending = keep(connectSocket(url, { headers }));
    const renewed = keep(connectSocket(url, { headers }));
    await renewed.next('authenticated');
    renewed.send({ type: 'authenticate', token: token(60) });
    await renewed.next('authenticated');
    expect(await ending.closed).toEqual({ code: 4440, reason: 'access token expired' });
    renewed.send({ type: 'ping', requestId: 'still here' });
    expect(await renewed.next('pong')).toEqual({ type: 'pong', requestId: 'still here' });
  });

  it('with its API key, at the next heartbeat after that is revoked', async () => {
    const client = await signedIn();
    await fixture.revokeKey(client.apiKey);
    await fixture.deps.redis.publish(API_KEYS_REVOKED_CHANNEL, hashApiKey(client.apiKey));
    expect(await client.closed).toMatchObject({ code: 4401 });
  });

  it('when its client answers no ping any more, and not while it does', async () => {
    const hasty = await serve({ ...settings, WS_CONNECTION_TIMEOUT: 1_000 });
    const { apiKey } = await fixture.openAccount();
    const alive = keep(await openSocket(hasty, apiKey));
    const dead = await deadPeer(hasty, apiKey);
    const since = performance.now();
    await once(dead, 'close');
    expect(performance.now() - since).toBeGreaterThan(900);
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
  });

  it('with 1012 when its gateway leaves, and no other is opened there', async () => {
    const other = await fixture.startReplica();
    const { apiKey } = await fixture.openAccount();
    const client = keep(await openSocket(other.url, apiKey));
    other.deps.leave();
    expect(await client.closed).toEqual({ code: 1012, reason: 'service restart' });
    expect(await refusedUpgrade(other.url, {})).toBe(503);
    await other.close();
  });
});

/** Shakes hands, and then only takes what it is sent. */
async function deadPeer(hubUrl: string, apiKey: string): Promise<Socket> {
  const socket = connect(Number(new URL(hubUrl).port), '127.0.0.1');
  const headers = ['Host: hub', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const secret = [`Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`, `Authorization: Bearer ${apiKey}`];
  socket.write(`GET /ws HTTP/1.1\r\n${[...headers, ...secret].join('\r\n')}\r\n\r\n`);
  await once(socket, 'data');
  socket.resume();
  return socket;
}

describe('a message', () => {
  it.each([
    ['that is no JSON', '{"type":', { code: 'malformed_json' }],
    ['that is binary', Buffer.from('{}'), { code: 'malformed_json' }],
    ['of an unknown type', '{"type":"dance"}', { code: 'validation_failed', errors: [{ path: 'type' }] }],
    ['that is no object', '7', { code: 'validation_failed' }],
    ['that is nested without reason', '['.repeat(400) + ']'.repeat(400), { code: 'validation_failed' }],
    [
      'without a field',
      '{"type":"subscribe","requestId":"s"}',
      { requestId: 's', code: 'validation_failed', errors: [{ path: 'runId', message: 'is required' }] },
    ],
    [
      'with a cursor that names no place',
      '{"type":"subscribe","runId":"run_1","after":"7"}',
      { runId: 'run_1', code: 'validation_failed', errors: [{ path: 'after' }] },
    ],
    [
      'with a run that is not valid',
      '{"type":"start","requestId":"s","run":{"model":"m"}}',
      { requestId: 's', code: 'validation_failed', errors: [{ path: 'run.messages' }] },
    ],
  ])('%s is answered by an error, and the connection goes on', async (_what, message, error) => {
    const client = await signedIn();
    client.socket.send(message);
    expect(await client.next('error')).toMatchObject({ type: 'error', status: 400, ...error });
    client.send({ type: 'ping' });
    await client.next('pong');
  });

  it('that is too large closes its connection, and no other', async () => {
    const [client, other] = [await signedIn(), await signedIn()];
    client.socket.send(JSON.stringify({ type: 'ping', more: 'x'.repeat(limits.messageBytes) }));
    expect(await client.closed).toMatchObject({ code: 1009 });
    other.send({ type: 'ping' });
    await other.next('pong');
  });

  it('that starts a run beyond the limit of subscriptions is refused before anything is held', async () => {
    const client = await signedIn();
    client.send({ type: 'start', requestId: 'first', run });
    const work = await fixture.worker.nextRun();
    client.send({ type: 'start', requestId: 'second', run });
    expect(await client.next('error')).toMatchObject({
      requestId: 'second',
      code: 'rate_limited',
      retryAfterSeconds: 1,
    });
    await work.say(started, text('One'));
    await work.finish();
    await client.readToEnd(work.payload.runId);
    client.send({ type: 'start', requestId: 'third', run });
    const next = await fixture.worker.nextRun();
    await next.finish();
    await client.readToEnd(next.payload.runId);
  });
});
