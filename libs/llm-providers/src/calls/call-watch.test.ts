import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultCallLimits } from '../port.ts';
import { watchCall } from './call-watch.ts';

const limits = { ...defaultCallLimits, firstTokenMs: 100, gapMs: 100 };

/** Nothing of this process goes on meanwhile, as when it is stopped by a signal. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('the watch over a call', () => {
  it('ends it when its provider is silent for longer than the limit', async () => {
    const watch = watchCall(new AbortController().signal, limits);
    watch.waiting();
    await delay(200);
    expect(watch.endedBecause()).toMatchObject({ code: 'provider_timeout' });
    watch.stop();
  });

  it('does not take a standstill of this process for silence, and counts anew from its end', async () => {
    const watch = watchCall(new AbortController().signal, limits);
    watch.waiting();
    watch.begun();
    watch.waiting();
    standStill(2_400);
    await delay(20);
    expect(watch.endedBecause()).toBeUndefined();
    await delay(300);
    expect(watch.endedBecause()).toMatchObject({ code: 'provider_timeout', internal: { limit: 'gap' } });
    watch.stop();
  });
});
