import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LookupAddress } from 'node:dns';
import { promisify } from 'node:util';
import { type Receiver, startReceiver } from '../../fixtures/receiver.ts';
import { type PosterOptions, type WebhookPoster, createWebhookPoster } from './post-webhook.ts';
import { RefusedAddressError, type Resolve, createPublicLookup } from './public-lookup.ts';

let receiver: Receiver;
let poster: WebhookPoster | undefined;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await poster?.close();
  await receiver.close();
});

const post = (url: string, options: Partial<PosterOptions> = {}) => {
  poster = createWebhookPoster({ mustBeHttps: false, allowPrivate: false, ...options });
  return poster.post(url, { 'content-type': 'application/json' }, '{}');
};
/** A resolver that gives one answer after the other, as one does that means harm. */
function answering(...answers: LookupAddress[][]): Resolve {
  return (_name, _options, callback) => callback(null, answers.shift() ?? []);
}
const mine: LookupAddress = { address: '127.0.0.1', family: 4 };
const foreign: LookupAddress = { address: '93.184.215.14', family: 4 };
const REFUSED = { error: 'the address is not one of the public internet', response: '' };

describe('a webhook’s address', () => {
  it('is not called when it names a private host', async () => {
    expect(await post(receiver.url)).toMatchObject(REFUSED);
    expect(receiver.received).toEqual([]);
  });

  it('is not called when its name leads to a private host, nor when only one of its addresses does', async () => {
    const url = receiver.url.replace('127.0.0.1', 'hooks.example.com');
    for (const answer of [[mine], [foreign, mine], [{ address: '::ffff:127.0.0.1', family: 6 }]]) {
      expect(await post(url, { resolve: answering(answer) })).toMatchObject(REFUSED);
    }
    expect(receiver.received).toEqual([]);
  });

  it('is looked up once for each connection: the socket is given the very addresses that were checked', async () => {
    const resolve = answering([foreign], [mine]);
    const lookup = promisify(createPublicLookup(resolve)) as unknown as (name: string, options: object) => unknown;
    expect(await lookup('rebinding.example.com', { all: true })).toEqual([foreign]);
    await expect(lookup('rebinding.example.com', { all: true })).rejects.toThrow(RefusedAddressError);
    await expect(lookup('nowhere.example.com', {})).rejects.toThrow('the name has no address');
  });

  it('is not called without TLS in production', async () => {
    const answer = await post(receiver.url, { mustBeHttps: true, allowPrivate: true });
    expect(answer).toMatchObject({ error: 'the address is not https' });
    expect(receiver.received).toEqual([]);
  });

  it('is called where private addresses are allowed, by a name too', async () => {
    const url = receiver.url.replace('127.0.0.1', 'localhost');
    expect(await post(url, { allowPrivate: true })).toMatchObject({ status: 204 });
  });
});

describe('an answer', () => {
  it('is kept up to 1 kB of whole characters without U+0000', async () => {
    receiver.answer = (response) => response.writeHead(500).end(`\0${'é'.repeat(100_000)}`);
    const answer = await post(receiver.url, { allowPrivate: true });
    expect(answer).toMatchObject({ status: 500 });
    expect(Buffer.byteLength(answer.response)).toBeLessThanOrEqual(1_024);
    expect(answer.response).toMatch(/^é{500,}/);
  });

  it('that redirects is not followed', async () => {
    receiver.answer = (response) => response.writeHead(307, { location: `${receiver.url}/elsewhere` }).end();
    expect(await post(receiver.url, { allowPrivate: true })).toMatchObject({ status: 307 });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/']);
  });

  it('that does not come in time, or never ends, is an error', async () => {
    receiver.answer = () => undefined;
    expect(await post(receiver.url, { allowPrivate: true, timeoutMs: 100 })).toMatchObject({
      error: 'no answer within 0.1 s',
    });
    receiver.answer = (response) => response.writeHead(200).write('so far');
    expect(await post(receiver.url, { allowPrivate: true, timeoutMs: 100 })).toMatchObject({
      error: 'no answer within 0.1 s',
    });
  });

  it('that nobody gives is an error with its code and nothing else', async () => {
    await receiver.close();
    expect(await post(receiver.url, { allowPrivate: true })).toMatchObject({
      error: 'the connection failed: ECONNREFUSED',
    });
    receiver = await startReceiver();
  });
});
