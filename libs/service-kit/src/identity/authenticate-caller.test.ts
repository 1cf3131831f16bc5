import { EventEmitter } from 'node:events';
import { AppError, type Identity } from '@smart-ai-hub/contracts';
import { describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { API_KEYS_REVOKED_CHANNEL, generateApiKey, hashApiKey } from './api-key.ts';
import { createCallerAuthenticator, type FindApiKey } from './authenticate-caller.ts';

const person: Identity = { userId: 'usr_1', accountId: 'acc_1', role: 'user', sessionId: 'ses_1' };
const program: Identity = { userId: 'usr_1', accountId: 'acc_1', role: 'user', apiKeyId: 'key_1' };
const token = 'header.payload.signature';

/** Stands for the network only: what ioredis emits, and a subscribe that succeeds. */
function createSubscriber() {
  const emitter = Object.assign(new EventEmitter(), { status: 'ready', subscribe: () => Promise.resolve(1) });
  return { emitter, redis: emitter as unknown as Redis };
}

function setUp({ find, redis, cacheMs }: { find?: FindApiKey; redis?: Redis; cacheMs?: number } = {}) {
  const lookUps: string[] = [];
  const authenticate = createCallerAuthenticator({
    verifyToken: () => Promise.resolve(person),
    findApiKey: (hash) => {
      lookUps.push(hash);
      return find === undefined ? Promise.resolve(program) : find(hash);
    },
    ...(redis !== undefined && { redisSubscriber: redis }),
    ...(cacheMs !== undefined && { cacheMs }),
  });
  return { lookUps, authenticate: (headers: Record<string, string>) => authenticate({ headers }) };
}

async function codeOf(result: Promise<unknown>): Promise<string> {
  const thrown = await result.catch((error: unknown) => error);
  if (thrown instanceof AppError) return thrown.code;
  throw new Error(`expected an AppError, got ${String(thrown)}`);
}

describe('authenticating a caller', () => {
  it('takes an access token, an API key as bearer, and an API key as x-api-key', async () => {
    const { authenticate } = setUp();
    const key = generateApiKey();
    expect(await authenticate({ authorization: `Bearer ${token}` })).toEqual(person);
    expect(await authenticate({ authorization: `bearer ${key}` })).toEqual(program);
    expect(await authenticate({ 'x-api-key': key })).toEqual(program);
    expect(await authenticate({ authorization: 'Basic eDp5', 'x-api-key': key })).toEqual(program);
  });

  it('refuses what has not the form of a key without a look-up', async () => {
    const { authenticate, lookUps } = setUp();
    const broken = `${generateApiKey().slice(0, -1)}!`;
    expect(await codeOf(authenticate({}))).toBe('unauthenticated');
    expect(await codeOf(authenticate({ 'x-api-key': ' ' }))).toBe('unauthenticated');
    for (const key of [broken, 'sk-another-provider', 'sah_live_', 'sah_a.b.c']) {
      expect(await codeOf(authenticate({ authorization: `Bearer ${key}` }))).toBe('invalid_api_key');
      expect(await codeOf(authenticate({ 'x-api-key': key }))).toBe('invalid_api_key');
    }
    expect(await codeOf(authenticate({ 'x-api-key': token }))).toBe('invalid_api_key');
    expect(lookUps).toEqual([]);
  });

  it('looks a key up once for all who ask at the same time and after', async () => {
    const { authenticate, lookUps } = setUp();
    const key = generateApiKey();
    await Promise.all(Array.from({ length: 50 }, () => authenticate({ 'x-api-key': key })));
    await authenticate({ 'x-api-key': key });
    expect(lookUps).toEqual([hashApiKey(key)]);
  });

  it('remembers for a moment that a key is unknown', async () => {
    const { authenticate, lookUps } = setUp({ find: () => Promise.resolve(undefined) });
    const key = generateApiKey();
    expect(await codeOf(authenticate({ 'x-api-key': key }))).toBe('invalid_api_key');
    expect(await codeOf(authenticate({ 'x-api-key': key }))).toBe('invalid_api_key');
    expect(lookUps).toHaveLength(1);
  });

  it('asks again for a key that was revoked', async () => {
    const { emitter, redis } = createSubscriber();
    let answer: Identity | undefined = program;
    const { authenticate } = setUp({ redis, find: () => Promise.resolve(answer) });
    const key = generateApiKey();
    await Promise.resolve(); // The subscription is confirmed.
    expect(await authenticate({ 'x-api-key': key })).toEqual(program);
    answer = undefined;
    emitter.emit('message', API_KEYS_REVOKED_CHANNEL, hashApiKey(key));
    expect(await codeOf(authenticate({ 'x-api-key': key }))).toBe('invalid_api_key');
  });

  it('does not keep what a look-up found when the key was revoked during it', async () => {
    const { emitter, redis } = createSubscriber();
    const answers = [Promise.withResolvers<Identity | undefined>(), Promise.withResolvers<Identity | undefined>()];
    let asked = 0;
    const { authenticate } = setUp({ redis, find: () => answers[asked++]?.promise ?? Promise.resolve(undefined) });
    const key = generateApiKey();
    await Promise.resolve();
    const first = authenticate({ 'x-api-key': key });
    await Promise.resolve();
    emitter.emit('message', API_KEYS_REVOKED_CHANNEL, hashApiKey(key));
    answers[0]?.resolve(program);
    expect(await first).toEqual(program);
    answers[1]?.resolve(undefined);
    expect(await codeOf(authenticate({ 'x-api-key': key }))).toBe('invalid_api_key');
  });

  it('forgets every key when the subscription comes back, since revocations may have been missed', async () => {
    const { emitter, redis } = createSubscriber();
    const { authenticate, lookUps } = setUp({ redis });
    const key = generateApiKey();
    await Promise.resolve();
    await authenticate({ 'x-api-key': key });
    emitter.emit('ready');
    await authenticate({ 'x-api-key': key });
    expect(lookUps).toHaveLength(2);
  });

  it('says that keys cannot be checked when the database is away, never that the key is wrong, and remembers no failure', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    let isAway = true;
    const { authenticate } = setUp({ find: () => (isAway ? Promise.reject(away) : Promise.resolve(program)) });
    const key = generateApiKey();
    expect(await codeOf(authenticate({ 'x-api-key': key }))).toBe('dependency_unavailable');
    isAway = false;
    expect(await authenticate({ 'x-api-key': key })).toEqual(program);
  });
});
