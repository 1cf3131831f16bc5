import { describe, expect, it } from '@jest/globals';
import { AppError, errorCodes, errorTable } from '@smart-ai-hub/contracts';
import express, { Router } from 'express';
import request from 'supertest';
import { createSampleApp } from './fixtures/create-sample-app.ts';
import { anthropicErrorHandler, openAiErrorHandler } from './error-handlers.ts';
import { notFoundHandler } from './not-found.ts';
import { requestLocals } from './request-locals.ts';

describe('the service frame', () => {
  it('keeps a harmless request id from outside and replaces a harmful one', async () => {
    const { app } = createSampleApp();
    const kept = await request(app).get('/health/live').set('x-request-id', 'abc-123');
    expect(kept.headers['x-request-id']).toBe('abc-123');
    const replaced = await request(app).get('/health/live').set('x-request-id', 'a"b{}');
    expect(replaced.headers['x-request-id']).toMatch(/^req_/);
  });

  it('sends a policy without unsafe-inline, denies framing and hides what it runs on', async () => {
    const { headers } = await request(createSampleApp().app).get('/health/live');
    expect(headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it('lets a service bring its own content security policy and keeps the other headers', async () => {
    const contentSecurityPolicy = { useDefaults: false, directives: { 'default-src': ["'self'"] } };
    const { headers } = await request(createSampleApp({ helmetOptions: { contentSecurityPolicy } }).app).get('/health');
    expect(headers['content-security-policy']).toBe("default-src 'self'");
    expect(headers['x-frame-options']).toBe('DENY');
  });

  it('logs one line a request with template, status, run and user, and neither query nor headers', async () => {
    const { app, lines } = createSampleApp({
      configure: (sample) =>
        sample.get('/things/:id', (_request, response) => {
          const locals = requestLocals(response);
          locals.runId = 'run_1';
          locals.identity = { userId: 'usr_1', accountId: 'acc_1', role: 'user' };
          response.json({});
        }),
    });
    await request(app).get('/things/42?key=canary').set('authorization', 'Bearer canary').set('x-request-id', 'r1');
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries).toEqual([
      expect.objectContaining({
        msg: 'request',
        method: 'GET',
        route: '/things/:id',
        status: 200,
        requestId: 'r1',
        runId: 'run_1',
        userId: 'usr_1',
        durationMs: expect.any(Number),
      }),
    ]);
    expect(lines.join()).not.toContain('canary');
  });

  it('counts requests by route template, and everything unknown under one label', async () => {
    const { app } = createSampleApp({
      configure: (sample) => sample.get('/things/:id', (_request, response) => void response.json({})),
    });
    await request(app).get('/things/1');
    await request(app).get('/things/2');
    for (const path of ['/a', '/b', '/wp-login.php']) await request(app).get(path);
    const { text } = await request(app).get('/metrics');
    expect(text).toContain(
      'aihub_http_requests_total{method="GET",route="/things/:id",status="200",service="sample"} 2',
    );
    expect(text).toContain('aihub_http_requests_total{method="GET",route="unmatched",status="404",service="sample"} 3');
    expect(text).toContain('aihub_http_request_duration_seconds_bucket');
    expect(text).not.toContain('wp-login');
  });
});

describe('probes', () => {
  const deadCheck = { postgres: async () => Promise.reject(new Error('down at 10.0.0.7')), redis: async () => {} };

  it('/health shows every check and is 503 as soon as one fails, without internals', async () => {
    const good = await request(createSampleApp({ checks: { redis: async () => {} } }).app).get('/health');
    expect(good.status).toBe(200);
    expect(good.body).toEqual({ status: 'ok', service: 'sample', version: '1.2.3', checks: { redis: 'ok' } });
    const bad = await request(createSampleApp({ checks: deadCheck }).app).get('/health');
    expect(bad.status).toBe(503);
    expect(bad.body).toMatchObject({ status: 'unavailable', checks: { postgres: 'unavailable', redis: 'ok' } });
    expect(bad.text).not.toContain('10.0.0.7');
  });

  it('/health/live never asks a dependency, nor minds draining', async () => {
    let isAsked = false;
    const checks = { postgres: async () => void (isAsked = true) };
    const { status } = await request(createSampleApp({ checks, isDraining: () => true }).app).get('/health/live');
    expect(status).toBe(200);
    expect(isAsked).toBe(false);
  });

  it('/health/ready is 503 within about a second when a dependency hangs', async () => {
    const startedAt = performance.now();
    const hanging = createSampleApp({ checks: { redis: () => new Promise<void>(() => {}) } });
    const { status, body } = await request(hanging.app).get('/health/ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({ checks: { redis: 'unavailable' } });
    expect(performance.now() - startedAt).toBeLessThan(1_800);
  });

  it('/health/ready is 503 while draining, and answers then close their connection', async () => {
    const { status, headers } = await request(createSampleApp({ isDraining: () => true }).app).get('/health/ready');
    expect(status).toBe(503);
    expect(headers.connection).toBe('close');
  });
});

describe('errors at the edge', () => {
  const throwing = (thrown: unknown) =>
    createSampleApp({
      configure: (app) => {
        const v1 = Router();
        v1.get('/fail', () => Promise.reject(thrown));
        v1.use(notFoundHandler, openAiErrorHandler);
        const messages = Router();
        messages.get('/fail', () => Promise.reject(thrown));
        messages.use(notFoundHandler, anthropicErrorHandler);
        app.use('/v1/messages', messages);
        app.use('/v1', v1);
        app.get('/api/fail', () => Promise.reject(thrown));
      },
    });

  it.each(errorCodes)('%s is rendered with its status by all three renderers', async (code) => {
    const { app } = throwing(new AppError(code, { detail: 'In words.' }));
    const [api, openAi, anthropic] = await Promise.all(
      ['/api/fail', '/v1/fail', '/v1/messages/fail'].map((path) => request(app).get(path)),
    );
    const row = errorTable[code];
    expect(api?.status).toBe(row.status);
    expect(api?.headers['content-type']).toContain('application/problem+json');
    expect(api?.body).toMatchObject({ code, error: 'In words.', detail: 'In words.', requestId: expect.any(String) });
    expect(openAi?.body).toMatchObject({ error: { message: 'In words.', type: row.openaiType } });
    expect(anthropic?.body).toMatchObject({ type: 'error', error: { type: row.anthropicType, message: 'In words.' } });
    expect(api?.headers['x-should-retry']).toBe(String(row.retryable));
    expect(api?.headers['retry-after']).toBe(row.status === 503 ? '1' : undefined);
  });

  it('an unknown error is 500 without a word of its message, and is logged once with its cause', async () => {
    const { app, lines } = throwing(new Error('secret internals'));
    const { status, text } = await request(app).get('/api/fail');
    expect(status).toBe(500);
    expect(text).not.toContain('secret internals');
    const errors = lines.filter((line) => line.includes('"level":"error"'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('secret internals');
  });

  it('a refused request is logged as info, not as error', async () => {
    const { app, lines } = throwing(new AppError('not_found', { detail: 'No such thing.', internal: { sought: 'x' } }));
    await request(app).get('/api/fail');
    expect(lines.filter((line) => line.includes('request refused'))).toEqual([
      expect.stringContaining('"level":"info"'),
    ]);
  });

  it.each([
    ['PostgreSQL refuses connections', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['PostgreSQL shuts down', Object.assign(new Error('terminating connection'), { code: '57P01' })],
    ['the pool is exhausted', new Error('timeout exceeded when trying to connect')],
    ['Prisma cannot reach the database', Object.assign(new Error('x'), { code: 'P1001' })],
    [
      'PostgreSQL ends a connection of Prisma’s',
      Object.assign(new Error('Raw query failed. Code: `57P01`.'), {
        ...{ name: 'PrismaClientKnownRequestError', code: 'P2010' },
        meta: { driverAdapterError: { name: 'DriverAdapterError', cause: { code: '57P01', kind: 'postgres' } } },
      }),
    ],
    ['every address failed', new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })])],
    ['Redis is loading', new Error('LOADING Redis is loading the dataset in memory')],
    ['Redis is out of memory', new Error("OOM command not allowed when used memory > 'maxmemory'.")],
    ['PostgreSQL has no space left', Object.assign(new Error('could not extend file'), { code: '53100' })],
    ['PostgreSQL has become a replica', Object.assign(new Error('read-only transaction'), { code: '25006' })],
    ['Redis is gone', new Error("Stream isn't writeable and enableOfflineQueue options is false")],
    [
      'a driver wrapped it',
      new Error('query failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }),
    ],
  ])('is 503 with Retry-After when %s', async (_name, thrown) => {
    const { status, headers } = await request(throwing(thrown).app).get('/api/fail');
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('1');
  });

  it('cuts an answer that has already begun instead of hanging or completing it', async () => {
    const { app } = createSampleApp({
      configure: (sample) =>
        sample.get('/stream', async (_request, response) => {
          response.write('data: half');
          throw new Error('lost');
        }),
    });
    // A server of our own: supertest does not close the one it opens when a request fails.
    const server = app.listen(0);
    await expect(request(server).get('/stream')).rejects.toThrow(/aborted|socket hang up/);
    server.close();
  });

  it('an unknown address is 404 and a broken percent encoding 400, both as problem+json', async () => {
    const { app } = createSampleApp({
      configure: (sample) => sample.get('/things/:id', (_request, response) => void response.json({})),
    });
    expect((await request(app).get('/nowhere')).body).toMatchObject({ status: 404, code: 'not_found' });
    expect((await request(app).get('/things/%E0%A4')).body).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  it('a file that is not there is 404, one asked for in an impossible way 400, never our fault', async () => {
    const { app } = createSampleApp({
      configure: (sample) => sample.use(express.static(import.meta.dirname, { fallthrough: false })),
    });
    const ask = (path: string, headers = {}) => request(app).get(path).set(headers);
    expect((await ask('/missing.js')).body).toMatchObject({ status: 404, code: 'not_found' });
    expect((await ask('/%E0')).status).toBe(400);
    expect((await ask('/not-found.ts', { range: 'bytes=99999999-' })).status).toBe(400);
    expect((await ask('/not-found.ts', { 'if-match': '"other"' })).status).toBe(400);
    // As `send` makes it of a file system error, whose message names the path and is not for the caller.
    const missing = { code: 'ENOENT', status: 404, statusCode: 404, expose: false };
    const failed = throwing(Object.assign(new Error('ENOENT: /srv/app/missing.js'), missing));
    const { status, text } = await request(failed.app).get('/api/fail');
    expect([status, text.includes('/srv/app')]).toEqual([404, false]);
  });
});
