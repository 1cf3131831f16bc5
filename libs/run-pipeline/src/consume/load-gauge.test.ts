import { describe, expect, it } from '@jest/globals';
import { createLoadGauge } from './load-gauge.ts';
import { weighJson } from './weigh-json.ts';

describe('the load of a worker', () => {
  it('allows no more runs than are in hand once their prompts fill the room, one at least, and all again afterwards', () => {
    const load = createLoadGauge({ concurrency: 300, roomBytes: 1_000 });
    expect(load.allowed()).toBe(300);
    load.begin('a', 400);
    expect(load.allowed()).toBe(3);
    load.begin('b', 400);
    expect(load.allowed()).toBe(3);
    load.begin('c', 400);
    // The same run, delivered again, is one run.
    load.begin('c', 400);
    expect([load.inHand(), load.allowed()]).toEqual([3, 3]);
    ['a', 'b', 'c', 'c'].forEach(load.end);
    expect([load.inHand(), load.allowed()]).toEqual([0, 300]);
    load.begin('d', 5_000);
    expect(load.allowed()).toBe(1);
  });

  it('never allows more than its concurrency, and small runs beside a large one as they come', () => {
    const load = createLoadGauge({ concurrency: 300, roomBytes: 1_000_000 });
    load.begin('small', 100);
    expect(load.allowed()).toBe(300);
    load.begin('large', 500_000);
    expect(load.allowed()).toBe(4);
    ['c', 'd', 'e'].forEach((runId) => load.begin(runId, 100));
    expect(load.allowed()).toBe(10);
  });

  it('weighs long texts by their length and many small ones by their number', () => {
    const long = weighJson({ messages: [{ role: 'user', content: 'x'.repeat(1_000_000) }] });
    expect(long).toBeGreaterThan(1_000_000);
    expect(long).toBeLessThan(1_001_000);
    const many = Array.from({ length: 10_000 }, () => ({ role: 'user', content: 'hi' }));
    expect(weighJson(many)).toBeGreaterThan(10_000 * 100);
    expect(weighJson(undefined)).toBeLessThan(100);
  });
});
