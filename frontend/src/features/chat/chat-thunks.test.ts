import { describe, expect, it } from '@jest/globals';
import { configureStore } from '@reduxjs/toolkit';
import { noUsage } from '@smart-ai-hub/contracts';
import { hubApi } from '../../shared/api/hub-api.ts';
import { createHubClient } from '../../shared/api/hub-client.ts';
import { type Answer, chatSlice, isRunning } from './chat-slice.ts';
import { ask, retry, stop } from './chat-thunks.ts';

type Posted = { url: string; key: string | null; body: unknown };

const sse = (...events: object[]) =>
  events.map((event, index) => `id: ${index + 1}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const done = { type: 'done', stopReason: 'end_turn', usage: noUsage, costMicros: '5' };

/** A store whose hub admits runs unless `createRun` says otherwise, and streams the given events. */
function setUp(options: { createRun?: (attempt: number) => Response | Error; events?: string } = {}) {
  const posted: Posted[] = [];
  const client = createHubClient({
    fetch: (url, init) => {
      if (String(url).endsWith('/events')) return Promise.resolve(new Response(options.events ?? sse(done)));
      if (init?.method !== 'POST') return Promise.resolve(new Response('{}'));
      posted.push({
        url: String(url),
        key: new Headers(init.headers).get('idempotency-key'),
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      });
      const answer = options.createRun?.(posted.length) ?? new Response('{"run":{"id":"run_1"}}', { status: 202 });
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    locks: undefined,
    onSessionLost: () => undefined,
  });
  const store = configureStore({
    reducer: { chat: chatSlice.reducer, [hubApi.reducerPath]: hubApi.reducer },
    middleware: (defaults) => defaults({ thunk: { extraArgument: { client } } }).concat(hubApi.middleware),
  });
  const lastAnswer = (): Answer => {
    const answer = store.getState().chat.turns.at(-1);
    if (answer?.kind !== 'answer') throw new Error('there is no answer');
    return answer;
  };
  return { store, posted, lastAnswer };
}

describe('asking a model', () => {
  it('sends the conversation with an idempotency key and streams the answer to its end', async () => {
    const { store, posted, lastAnswer } = setUp({ events: sse({ type: 'text', text: 'Hi' }, done) });
    await store.dispatch(ask(['m'], 'Hello'));
    expect(lastAnswer()).toMatchObject({ status: 'done', text: 'Hi', costMicros: '5', runId: 'run_1' });
    expect(lastAnswer().firstTokenMs).toBeGreaterThanOrEqual(0);
    expect(posted[0]?.key).toMatch(/^[0-9a-f]{32}$/);
    await store.dispatch(ask(['m'], 'And now?'));
    expect(posted[1]?.body).toEqual({
      model: 'm',
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] },
        { role: 'user', content: [{ type: 'text', text: 'And now?' }] },
      ],
    });
    expect(posted[1]?.key).not.toBe(posted[0]?.key);
  });

  it('repeats a request that the network lost with the same key, so that it cannot run twice', async () => {
    const { store, posted, lastAnswer } = setUp({
      createRun: (attempt) =>
        attempt === 1 ? new TypeError('network') : new Response('{"run":{"id":"run_1"}}', { status: 202 }),
    });
    await store.dispatch(ask(['m'], 'Hello'));
    expect(lastAnswer().status).toBe('done');
    expect(new Set(posted.map(({ key }) => key)).size).toBe(1);
    expect(posted).toHaveLength(2);
  });

  it('keeps that key when the reader tries again after the network was away', async () => {
    let isAway = true;
    const { store, posted, lastAnswer } = setUp({
      createRun: () => (isAway ? new TypeError('network') : new Response('{"run":{"id":"run_1"}}', { status: 202 })),
    });
    await store.dispatch(ask(['m'], 'Hello'));
    expect(lastAnswer().problem?.code).toBe('offline');
    isAway = false;
    await store.dispatch(retry(lastAnswer(), ['m']));
    expect(lastAnswer().status).toBe('done');
    expect(new Set(posted.map(({ key }) => key)).size).toBe(1);
    expect(store.getState().chat.turns).toHaveLength(2);
  });

  it('names the model that takes its place when it fails, and asking others again is a new call', async () => {
    const { store, posted, lastAnswer } = setUp({ createRun: () => new TypeError('network') });
    await store.dispatch(ask(['m', 'n'], 'Hello'));
    expect(posted[0]?.body).toMatchObject({ model: 'm', models: ['n'] });
    await store.dispatch(retry(lastAnswer(), ['m']));
    expect(new Set(posted.map(({ key }) => key)).size).toBe(2);
  });

  it('takes a new key to ask again after an answer, which is a new call', async () => {
    const { store, posted, lastAnswer } = setUp();
    await store.dispatch(ask(['m'], 'Hello'));
    await store.dispatch(retry(lastAnswer(), ['m']));
    expect(new Set(posted.map(({ key }) => key)).size).toBe(2);
  });

  it('shows a refused call as a failed answer, in the words of the hub', async () => {
    const refusal = { code: 'insufficient_credits', detail: 'This call needs up to 1 credit.' };
    const { store, lastAnswer } = setUp({ createRun: () => new Response(JSON.stringify(refusal), { status: 402 }) });
    await store.dispatch(ask(['m'], 'Hello'));
    expect(lastAnswer()).toMatchObject({ status: 'failed', problem: { code: 'insufficient_credits' } });
  });

  it('cancels a run that was stopped before its id was known', async () => {
    const { store, posted, lastAnswer } = setUp();
    const asked = store.dispatch(ask(['m'], 'Hello'));
    await store.dispatch(stop(lastAnswer()));
    await asked;
    expect(posted.map(({ url }) => url)).toContain('/api/runs/run_1/cancel');
    expect(isRunning(lastAnswer())).toBe(false);
  });
});
