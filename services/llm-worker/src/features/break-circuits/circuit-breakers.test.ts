import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Passage, createCircuitBreakers } from './circuit-breakers.ts';

const START_MS = 1_800_000_000_000;

beforeEach(() => {
  jest.useFakeTimers({ now: START_MS, doNotFake: ['queueMicrotask', 'nextTick', 'setImmediate'] });
});
afterEach(() => {
  jest.useRealTimers();
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

function circuit() {
  const open: [string, number][] = [];
  const breakers = createCircuitBreakers({ onChange: (provider, count) => open.push([provider, count]) });
  const enter = (model = 'm') => breakers.enter('p', model);
  const call = async (verdict: Exclude<keyof Passage, 'isAllowed'>, model?: string) => {
    const passage = await enter(model);
    if (!passage.isAllowed) throw new Error('the circuit is open');
    passage[verdict]();
    await settled();
  };
  const calls = async (count: number, verdict: Exclude<keyof Passage, 'isAllowed'>) => {
    for (let at = 0; at < count; at += 1) await call(verdict);
  };
  return { enter, call, calls, open };
}

describe('a circuit', () => {
  it('opens at five failures in a row, of that model alone', async () => {
    const { enter, call, calls, open } = circuit();
    await calls(4, 'failed');
    expect((await enter()).isAllowed).toBe(true);
    await call('failed');
    expect(await enter()).toEqual({ isAllowed: false, retryAfterMs: 10_000 });
    expect((await enter('other')).isAllowed).toBe(true);
    expect(open).toEqual([['p', 1]]);
  });

  it('opens when half of at least ten calls within 30 s failed', async () => {
    const { enter, call } = circuit();
    for (let at = 0; at < 4; at += 1) {
      await call('succeeded');
      await call('failed');
    }
    await call('succeeded');
    expect((await enter()).isAllowed).toBe(true);
    await call('failed');
    expect((await enter()).isAllowed).toBe(false);
  });

  it('forgets what is older than 30 s, however seldom it is called', async () => {
    const { enter, call } = circuit();
    for (let at = 0; at < 20; at += 1) {
      await call('failed');
      await call('succeeded');
      jest.setSystemTime(Date.now() + 10_000);
    }
    expect((await enter()).isAllowed).toBe(true);
  });

  it('is opened by no refusal and no call that was given up', async () => {
    const { enter, calls } = circuit();
    await calls(4, 'failed');
    await calls(30, 'refused');
    await calls(30, 'abandoned');
    expect((await enter()).isAllowed).toBe(true);
  });

  it('lets one real call try after 10 s, and waits twice as long each time it fails, up to 120 s', async () => {
    const { enter, calls, call } = circuit();
    await calls(5, 'failed');
    for (const pauseMs of [10_000, 20_000, 40_000, 80_000, 120_000, 120_000]) {
      jest.setSystemTime(Date.now() + pauseMs - 1);
      expect(await enter()).toEqual({ isAllowed: false, retryAfterMs: 1 });
      jest.setSystemTime(Date.now() + 1);
      await call('failed');
    }
  });

  it('refuses everybody else while a call tries, and closes as soon as that one is answered', async () => {
    const { enter, calls, open } = circuit();
    await calls(5, 'failed');
    jest.setSystemTime(START_MS + 10_000);
    const trial = await enter();
    expect(trial.isAllowed).toBe(true);
    expect((await enter()).isAllowed).toBe(false);
    if (trial.isAllowed) trial.begun();
    await settled();
    await calls(4, 'failed');
    expect((await enter()).isAllowed).toBe(true);
    expect(open.at(-1)).toEqual(['p', 0]);
  });

  it('lets the next call try at once when the one that tried was given up', async () => {
    const { enter, calls, call } = circuit();
    await calls(5, 'failed');
    jest.setSystemTime(START_MS + 10_000);
    await call('abandoned');
    const next = await enter();
    expect(next.isAllowed).toBe(true);
    if (next.isAllowed) next.failed();
    await settled();
    expect((await enter()).isAllowed).toBe(false);
  });
});
