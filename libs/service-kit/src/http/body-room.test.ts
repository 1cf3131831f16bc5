import { describe, expect, it } from '@jest/globals';
import { defineEndpoint } from '@smart-ai-hub/contracts';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import request from 'supertest';
import { z } from 'zod';
import { createBodyRoom, releaseBody } from './body-room.ts';
import { createSampleApp } from './fixtures/create-sample-app.ts';
import { mountRoute } from './mount-route.ts';

const MEBIBYTE = 2 ** 20;
const callRoute = defineEndpoint({
  ...{ method: 'POST', path: '/call', summary: 'Call', auth: 'public', status: 200, errors: [] },
  body: z.object({ prompt: z.string() }),
});

type Waiting = { bytes: number; answer: () => void; letGo: () => void };

/** A service with room for twenty mebibytes, whose handler answers when it is told to. */
function startSample(waitMs: number) {
  const inHand: Waiting[] = [];
  const bodyRoom = createBodyRoom({ roomBytes: 20 * MEBIBYTE, waitMs });
  const { app } = createSampleApp({
    configure: (sample) =>
      mountRoute(sample, callRoute, {
        bodyRoom,
        handler: (req, res) => {
          const bytes = JSON.stringify(req.body).length;
          inHand.push({ bytes, answer: () => void res.json({ bytes }), letGo: () => releaseBody(res) });
        },
      }),
  });
  return { app, inHand };
}

const bodyOf = (mebibytes: number) => ({ prompt: 'x'.repeat(mebibytes * MEBIBYTE) });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('room for large bodies', () => {
  it('lets in what fits, small bodies always, and the next large one as soon as one is let go, though its answer goes on', async () => {
    const { app, inHand } = startSample(60_000);
    const send = (body: object) =>
      request(app)
        .post('/call')
        .send(body)
        .then(({ status }) => status);
    const first = send(bodyOf(15));
    await until(() => inHand.length === 1);
    const second = send(bodyOf(15));
    const small = send({ prompt: 'hello' });
    await until(() => inHand.length === 2);
    expect(inHand[1]?.bytes).toBeLessThan(100);
    inHand[0]?.letGo();
    await until(() => inHand.length === 3);
    expect(inHand[2]?.bytes).toBeGreaterThan(15 * MEBIBYTE);
    inHand.forEach(({ answer }) => answer());
    expect(await Promise.all([first, second, small])).toEqual([200, 200, 200]);
  });

  it('refuses a large body for which no room comes in time, as an overload that passes', async () => {
    const { app, inHand } = startSample(50);
    const first = request(app)
      .post('/call')
      .send(bodyOf(15))
      .then(({ status }) => status);
    await until(() => inHand.length === 1);
    const refused = await request(app).post('/call').send(bodyOf(15));
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('5');
    expect(refused.body).toMatchObject({ code: 'dependency_unavailable' });
    inHand[0]?.answer();
    expect(await first).toBe(200);
    const later = request(app)
      .post('/call')
      .send(bodyOf(15))
      .then(({ status }) => status);
    await until(() => inHand.length === 2);
    inHand[1]?.answer();
    expect(await later).toBe(200);
  });

  it('gives back the room of a caller who leaves, in the middle of a body or while waiting', async () => {
    const { app, inHand } = startSample(60_000);
    const server: Server = app.listen(0);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/call`;
    const leaving = new AbortController();
    const post = (signal?: AbortSignal) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(bodyOf(15)),
        ...(signal && { signal }),
      });
    const gone = [post(leaving.signal), post(leaving.signal), post(leaving.signal)].map((call) =>
      call.catch(() => 'gone'),
    );
    await until(() => inHand.length === 1);
    leaving.abort();
    expect(await Promise.all(gone)).toEqual(['gone', 'gone', 'gone']);
    const later = post();
    await until(() => inHand.length === 2);
    inHand[1]?.answer();
    expect((await later).status).toBe(200);
    server.close();
  });

  it('takes one of unknown length for one of the largest, and refuses what is larger than that', async () => {
    const { app, inHand } = startSample(60_000);
    const server: Server = app.listen(0);
    const chunks = new PassThrough();
    const sent = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/call`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, duplex: 'half' },
      body: Readable.toWeb(chunks) as never,
    });
    chunks.write('{"prompt":');
    const tooLarge = await request(app).post('/call').send(bodyOf(21));
    expect(tooLarge.status).toBe(413);
    chunks.end('"hi"}');
    await until(() => inHand.length === 1);
    inHand[0]?.answer();
    expect((await sent).status).toBe(200);
    server.close();
  });
});
