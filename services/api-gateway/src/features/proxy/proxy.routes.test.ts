import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger, createMetrics, createServiceApp } from '@smart-ai-hub/service-kit';
import type { Express } from 'express';
import request from 'supertest';
import { proxyRoutes } from './proxy.routes.ts';

const received: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
const metrics = createMetrics({ service: 'sample' });
let answer: (response: ServerResponse) => void;
const upstream = createServer(({ url, headers }, response) => {
  received.push({ url, headers });
  answer(response);
});
let upstreamUrl: string;

function createApp(trustedProxies: string): Express {
  return createServiceApp({
    service: 'sample',
    logger: createLogger({ service: 'sample', level: 'silent' }),
    metrics,
    checks: {},
    isDraining: () => false,
    trustedProxies,
    configure: (app) =>
      proxyRoutes(app, { 'auth-service': upstreamUrl, 'core-service': upstreamUrl, 'mcp-server': upstreamUrl }),
  });
}

beforeAll(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
});
beforeEach(() => {
  received.length = 0;
  answer = (response) => response.end('{}');
});
afterAll(async () => {
  upstream.closeAllConnections();
  upstream.close();
  await once(upstream, 'close');
});

const spoofed = {
  'x-forwarded-for': '9.9.9.9',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  forwarded: 'for=9.9.9.9',
  'x-real-ip': '9.9.9.9',
};

describe('what the services behind the gateway are told about a caller', () => {
  it('is the address of the connection, whatever an untrusted caller writes into its headers', async () => {
    await request(createApp('10.0.0.0/8')).post('/api/auth/login').set('host', 'hub.example').set(spoofed).send({});
    expect(received[0]?.headers).toMatchObject({
      'x-forwarded-for': expect.stringMatching(/^(::ffff:)?127\.0\.0\.1$/),
      'x-forwarded-host': 'hub.example',
      'x-forwarded-proto': 'http',
    });
    expect(JSON.stringify(received[0]?.headers)).not.toMatch(/9\.9\.9\.9|evil/);
  });

  it('is what a trusted proxy says, without what was there before it', async () => {
    await request(createApp('loopback'))
      .get('/api/runs')
      .set({ ...spoofed, 'x-forwarded-for': '9.9.9.9, 203.0.113.7' });
    expect(received[0]?.headers).toMatchObject({ 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' });
  });

  it('has the request id that the caller is answered, also when the caller sent none or a harmful one', async () => {
    const app = createApp('loopback');
    for (const id of [undefined, 'fine-1', 'not {fine}']) {
      const response = await request(app)
        .get('/api/models')
        .set(id === undefined ? {} : { 'x-request-id': id });
      expect(received.at(-1)?.headers['x-request-id']).toBe(response.headers['x-request-id']);
    }
  });
});

describe('proxied routes', () => {
  it('are one metric label each, however their address is written', async () => {
    const app = createApp('loopback');
    for (const path of [
      '/api/auth/me',
      '/API/auth/me',
      '/api/AUTH/x',
      '/Api/Runs',
      '/api/runs/',
      '/api/models',
      '/api/admin/prices',
    ])
      await request(app).get(path);
    await request(app).delete('/api/keys/key_1');
    const counts = await metrics.registry.getMetricsAsJSON();
    const labels = counts.find(({ name }) => name === 'aihub_http_requests_total')?.values.map(({ labels: l }) => l);
    const routes = new Set(labels?.map(({ route }) => route));
    expect([...routes].sort()).toEqual([
      '/api/admin/prices',
      '/api/auth/login',
      '/api/auth/me',
      '/api/keys/:id',
      '/api/models',
      '/api/runs',
      'unmatched',
    ]);
  });

  it('are never answered with half of an answer that looks whole', async () => {
    answer = (response) => response.write('{"half":', () => response.destroy());
    await expect(request(createApp('loopback')).get('/api/models')).rejects.toThrow(/aborted|hang up/);
  });
});
