import { closeRedis, createLogger, createRedis } from '@smart-ai-hub/service-kit';
import { type TestRedis, createTestRedis, eventually } from '@smart-ai-hub/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { type CircuitBreakers, createCircuitBreakers } from './circuit-breakers.ts';
import { type SharedCircuits, createLocalCircuits, createSharedCircuits } from './circuit-store.ts';
import type { Passage } from './passage.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
let stores: TestRedis;
let redis: Redis;
/** Nobody listens there. */
let gone: Redis;
let nowMs: number;
const now = () => nowMs;

beforeAll(async () => {
  stores = await createTestRedis();
  redis = createRedis(stores.url, { role: 'producer', logger });
  await eventually(() => redis.status === 'ready');
  gone = createRedis('redis://127.0.0.1:1', { role: 'producer', logger });
});
afterAll(async () => {
  await Promise.all([closeRedis(redis), closeRedis(gone)]);
  await stores.drop();
});
beforeEach(async () => {
  nowMs = 1_800_000_000_000;
  await redis.flushdb();
});

type Verdict = Exclude<keyof Passage, 'isAllowed'>;
type Worker = CircuitBreakers & {
  call(verdict: Verdict, model?: string): Promise<void>;
  calls(count: number, verdict: Verdict): Promise<void>;
  isLetIn(model?: string): Promise<boolean>;
  open: [string, number][];
};

function startWorker(store: SharedCircuits): Worker {
  const open: [string, number][] = [];
  const breakers = createCircuitBreakers(store, { onChange: (provider, count) => open.push([provider, count]) }, now);
  const call = async (verdict: Verdict, model = 'm') => {
    const passage = await breakers.enter('p', model);
    if (!passage.isAllowed) throw new Error('the circuit is open');
    passage[verdict]();
    // What was told before is answered before.
    await store.change([]).catch(() => undefined);
  };
  return {
    ...breakers,
    open,
    call,
    async calls(count, verdict) {
      for (let at = 0; at < count; at += 1) await call(verdict);
    },
    isLetIn: async (model = 'm') => {
      const passage = await breakers.enter('p', model);
      if (passage.isAllowed) passage.abandoned();
      return passage.isAllowed;
    },
  };
}

describe.each([
  { knowledge: 'what all workers know', storeOf: () => createSharedCircuits(redis, now) },
  { knowledge: 'what it knows alone while Redis is away', storeOf: () => createSharedCircuits(gone, now) },
])('a circuit, by $knowledge', ({ storeOf }) => {
  it('opens at five failures in a row, of that model alone', async () => {
    const worker = startWorker(storeOf());
    await worker.calls(4, 'failed');
    expect(await worker.isLetIn()).toBe(true);
    await worker.call('failed');
    expect(await worker.enter('p', 'm')).toEqual({ isAllowed: false, retryAfterMs: 10_000 });
    expect(await worker.isLetIn('other')).toBe(true);
    expect(worker.open).toEqual([['p', 1]]);
  });

  it('opens when half of at least ten calls within 30 s failed', async () => {
    const worker = startWorker(storeOf());
    for (let at = 0; at < 4; at += 1) {
      await worker.call('succeeded');
      await worker.call('failed');
    }
    await worker.call('succeeded');
    expect(await worker.isLetIn()).toBe(true);
    await worker.call('failed');
    expect(await worker.isLetIn()).toBe(false);
  });

  it('forgets what is older than 30 s, however seldom it is called', async () => {
    const worker = startWorker(storeOf());
    for (let at = 0; at < 20; at += 1) {
      await worker.call('failed');
      await worker.call('succeeded');
      nowMs += 10_000;
    }
    expect(await worker.isLetIn()).toBe(true);
  });

  it('is opened by no refusal, a 429 among them, and no call that was given up', async () => {
    const worker = startWorker(storeOf());
    await worker.calls(4, 'failed');
    await worker.calls(30, 'refused');
    await worker.calls(30, 'abandoned');
    expect(await worker.isLetIn()).toBe(true);
  });

  it('lets one real call try after 10 s, and waits twice as long each time it fails, up to 120 s', async () => {
    const worker = startWorker(storeOf());
    await worker.calls(5, 'failed');
    for (const pauseMs of [10_000, 20_000, 40_000, 80_000, 120_000, 120_000]) {
      nowMs += pauseMs - 1;
      expect(await worker.enter('p', 'm')).toEqual({ isAllowed: false, retryAfterMs: 1 });
      nowMs += 1;
      await worker.call('failed');
    }
  });

  it('refuses everybody else while a call tries, and closes as soon as that one is answered', async () => {
    const worker = startWorker(storeOf());
    await worker.calls(5, 'failed');
    nowMs += 10_000;
    const trial = await worker.enter('p', 'm');
    expect(trial.isAllowed).toBe(true);
    expect(await worker.isLetIn()).toBe(false);
    if (trial.isAllowed) trial.begun();
    await worker.calls(4, 'failed');
    expect(await worker.isLetIn()).toBe(true);
    expect(worker.open.at(-1)).toEqual(['p', 0]);
  });

  it('lets the next call try at once when the one that tried was given up', async () => {
    const worker = startWorker(storeOf());
    await worker.calls(5, 'failed');
    nowMs += 10_000;
    await worker.call('abandoned');
    await worker.call('failed');
    expect(await worker.isLetIn()).toBe(false);
  });
});

describe('two workers', () => {
  const startTwo = () =>
    [startWorker(createSharedCircuits(redis, now)), startWorker(createSharedCircuits(redis, now))] as const;

  it('obey what the other one learned, and ask Redis nothing for a healthy model', async () => {
    const [one, other] = startTwo();
    await one.calls(3, 'failed');
    await other.calls(2, 'failed');
    expect(await other.isLetIn()).toBe(false);
    await one.sync();
    expect(await one.enter('p', 'm')).toEqual({ isAllowed: false, retryAfterMs: 10_000 });
    const before = Number((await redis.info('commandstats')).match(/cmdstat_evalsha:calls=(\d+)/)?.[1]);
    for (let at = 0; at < 20; at += 1) {
      const passage = await one.enter('p', 'healthy');
      if (passage.isAllowed) passage.succeeded();
    }
    const after = Number((await redis.info('commandstats')).match(/cmdstat_evalsha:calls=(\d+)/)?.[1]);
    expect(after).toBe(before);
  });

  it('open nothing for failures of one that the other one’s successes outweigh', async () => {
    const [one, other] = startTwo();
    await one.calls(20, 'succeeded');
    await one.sync();
    await other.calls(4, 'failed');
    await one.call('succeeded');
    await one.sync();
    await other.calls(4, 'failed');
    await one.sync();
    expect(await Promise.all([one.isLetIn(), other.isLetIn()])).toEqual([true, true]);
  });

  it('send one trial between them, however many calls come at once, and both are open for calls after its success', async () => {
    const workers = startTwo();
    const [one, other] = workers;
    await one.calls(5, 'failed');
    await other.sync();
    nowMs += 10_000;
    const entries = await Promise.all(
      Array.from({ length: 50 }, (_, at) => workers[at % 2 === 0 ? 0 : 1].enter('p', 'm')),
    );
    const trials = entries.filter(({ isAllowed }) => isAllowed);
    expect(trials).toHaveLength(1);
    const [trial] = trials;
    if (trial?.isAllowed) trial.begun();
    await Promise.all([one.sync(), other.sync()]);
    expect(await Promise.all([one.isLetIn(), other.isLetIn()])).toEqual([true, true]);
  });

  it('take over a trial whose worker died, and leave it to a worker that says each second that it lives', async () => {
    const [one, other] = startTwo();
    await one.calls(5, 'failed');
    nowMs += 10_000;
    expect((await one.enter('p', 'm')).isAllowed).toBe(true);
    for (let second = 0; second < 30; second += 1) {
      nowMs += 1_000;
      await one.sync();
    }
    await other.sync();
    expect(await other.isLetIn()).toBe(false);
    nowMs += 10_000;
    expect(await other.isLetIn()).toBe(true);
  });
});

describe('the rule in Redis and the one of a worker alone', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('note' as const),
      successes: fc.nat({ max: 3 }),
      failures: fc.nat({ max: 2 }),
    }),
    fc.record({ kind: fc.constantFrom('claim' as const, 'renew' as const), token: fc.constantFrom('a', 'b') }),
    fc.record({
      kind: fc.constant('endTrial' as const),
      token: fc.constantFrom('a', 'b'),
      verdict: fc.constantFrom('closed' as const, 'failed' as const, 'released' as const),
    }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(300, 1_000, 10_000, 31_000) }),
  );
  it('come to the same in any history', async () => {
    const store = createSharedCircuits(redis, now);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        await redis.flushdb();
        const alone = createLocalCircuits(now);
        for (const one of steps) {
          if (one.kind === 'wait') nowMs += one.ms;
          else {
            const change = { id: '["p","m"]', ...one };
            expect(await store.change([change])).toEqual(alone.change([change]));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
