import { describe, expect, it } from '@jest/globals';
import { AppError, defineEndpoint, type Identity } from '@smart-ai-hub/contracts';
import request from 'supertest';
import { z } from 'zod';
import { createSampleApp } from './fixtures/create-sample-app.ts';
import { mountEndpoint } from './mount-endpoint.ts';

const updateThing = defineEndpoint({
  method: 'PUT',
  path: '/things/:id',
  summary: 'Change a thing',
  auth: 'session',
  status: 202,
  params: z.object({ id: z.string().max(5, 'is too long') }),
  query: z.object({ dry: z.enum(['yes', 'no']).default('no') }),
  body: z.object({
    name: z.string().min(1, 'must not be empty'),
    tags: z.array(z.object({ label: z.string() })).default([]),
  }),
  response: z.object({ id: z.string(), name: z.string(), by: z.string(), dry: z.string() }),
  errors: ['validation_failed', 'unauthenticated'],
});

const removeThing = defineEndpoint({
  method: 'DELETE',
  path: '/things/:id',
  summary: 'Remove a thing',
  auth: 'public',
  status: 204,
  errors: [],
});

const secretThing = defineEndpoint({
  method: 'POST',
  path: '/secrets',
  summary: 'For administrators',
  auth: 'admin',
  status: 204,
  body: z.object({ name: z.string() }),
  errors: [],
});

const callers: Record<string, Identity> = {
  admin: { userId: 'usr_1', accountId: 'acc_1', role: 'admin' },
  'admin by key': { userId: 'usr_1', accountId: 'acc_1', role: 'admin', apiKeyId: 'key_1' },
  support: { userId: 'usr_2', accountId: 'acc_2', role: 'support' },
  user: { userId: 'usr_3', accountId: 'acc_3', role: 'user' },
};

const { app, lines } = createSampleApp({
  configure: (sample) => {
    mountEndpoint(sample, updateThing, {
      authenticate: async (req) => {
        if (req.headers.authorization === undefined)
          throw new AppError('unauthenticated', { detail: 'Sign in first.' });
        return { userId: 'usr_1', accountId: 'acc_1', role: 'user' };
      },
      handler: ({ params, query, body, identity }) => ({
        id: params.id,
        name: body.name,
        by: identity.userId,
        dry: query.dry,
        passwordHash: 'canary',
        ...(body.name === 'broken' && { by: 7 as unknown as string }),
      }),
    });
    mountEndpoint(sample, removeThing, { handler: () => undefined });
    mountEndpoint(sample, secretThing, {
      authenticate: async (req) => {
        const identity = callers[req.headers.authorization ?? ''];
        if (!identity) throw new AppError('unauthenticated', { detail: 'Sign in first.' });
        return identity;
      },
      handler: () => undefined,
    });
  },
});

const put = (body: string | object, id = '1') =>
  request(app).put(`/things/${id}`).set('authorization', 'x').set('content-type', 'application/json').send(body);

describe('mountEndpoint', () => {
  it('answers the declared status with exactly the declared members', async () => {
    const { status, body } = await put({ name: 'a' });
    expect(status).toBe(202);
    expect(body).toEqual({ id: '1', name: 'a', by: 'usr_1', dry: 'no' });
  });

  it('answers 204 without a body where no response is declared', async () => {
    const { status, text } = await request(app).delete('/things/1');
    expect([status, text]).toEqual([204, '']);
  });

  it('names each bad field as the caller wrote it, in errors[] and in words', async () => {
    const { status, body } = await put({ tags: [{ label: 'ok' }, {}] });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'validation_failed',
      error: 'name: is required; tags[1].label: is required',
      errors: [
        { path: 'name', message: 'is required' },
        { path: 'tags[1].label', message: 'is required' },
      ],
    });
  });

  it.each([
    ['a parameter', () => put({ name: 'a' }, '123456'), 'id: is too long'],
    ['a query', () => put({ name: 'a' }).query({ dry: 'maybe' }), 'dry: '],
    ['an absent body', () => request(app).put('/things/1').set('authorization', 'x'), 'name: is required'],
  ])('refuses %s that does not fit with 400', async (_name, send, words) => {
    const { status, body } = await send();
    expect(status).toBe(400);
    expect((body as { error: string }).error).toContain(words);
  });

  it('asks who calls before it reads what is sent', async () => {
    const { status } = await request(app).put('/things/1').set('content-type', 'application/json').send('{');
    expect(status).toBe(401);
  });

  it.each([
    ['nobody', 401],
    ['user', 403],
    ['support', 403],
    ['admin by key', 403],
    ['admin', 400],
  ])('lets %s get as far as %d at an endpoint of administrators, before it reads what is sent', async (who, status) => {
    const send = request(app).post('/secrets').set('authorization', who).set('content-type', 'application/json');
    expect((await send.send('{')).status).toBe(status);
  });

  it('refuses broken JSON with 400 and does not quote it', async () => {
    const { status, text } = await put('{"password":"canary"');
    expect(status).toBe(400);
    expect(text).toContain('malformed_json');
    expect(text + lines.join()).not.toContain('canary');
  });

  it('refuses a body that is nested without reason with 400, before anything walks through it', async () => {
    const nested = (levels: number) => `{"name":"a","more":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect((await put(nested(240))).status).toBe(202);
    const { status, body } = await put(nested(400));
    expect([status, body]).toEqual([400, expect.objectContaining({ code: 'validation_failed' })]);
  });

  it('forbids caches to keep what it answers', async () => {
    expect((await put({ name: 'a' })).headers['cache-control']).toBe('no-store');
  });

  it('refuses a body above the limit with 413, another media type with 415, an odd encoding or charset with 415', async () => {
    const headers = { authorization: 'x' };
    expect((await put({ name: 'a'.repeat(110_000) })).status).toBe(413);
    expect((await request(app).put('/things/1').set(headers).type('text/plain').send('name=a')).status).toBe(415);
    expect((await put('{}').set('content-encoding', 'zzz')).status).toBe(415);
    expect((await put('{}').set('content-type', 'application/json; charset=latin9')).status).toBe(415);
  });

  it('turns an answer that breaks the contract into 500 and logs which member', async () => {
    expect((await put({ name: 'broken' })).status).toBe(500);
    expect(lines.some((line) => line.includes('PUT /things/:id') && line.includes('by: '))).toBe(true);
  });

  it('answers 405 with Allow for another method of a known path, and OPTIONS with Allow', async () => {
    const wrong = await request(app).patch('/things/1');
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'DELETE, PUT']);
    const options = await request(app).options('/things/1');
    expect([options.status, options.headers.allow]).toEqual([204, 'DELETE, PUT']);
  });

  it('refuses to mount what is not public without an authenticator', () => {
    expect(() =>
      createSampleApp({ configure: (sample) => mountEndpoint(sample, updateThing, { handler: () => ({}) as never }) }),
    ).toThrow('must be mounted with an authenticator');
  });
});
