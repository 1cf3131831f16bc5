import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRetryBudget } from './retry-budget.ts';

function budget() {
  let nowMs = 1_800_000_000_000;
  const created = createRetryBudget({ now: () => nowMs });
  const takeAll = () => {
    let taken = 0;
    while (created.take()) taken += 1;
    return taken;
  };
  return { ...created, takeAll, pass: (ms: number) => void (nowMs += ms) };
}

describe('the budget of retries', () => {
  it('lets rare traffic retry: ten at once, and ten in each minute after that', () => {
    const { takeAll, pass } = budget();
    expect(takeAll()).toBe(10);
    pass(6_000);
    expect(takeAll()).toBe(1);
    pass(3_600_000);
    expect(takeAll()).toBe(10);
  });

  it('is a tenth of the requests, of which no more than fifty are saved up', () => {
    const { noteRequest, takeAll } = budget();
    takeAll();
    for (let requests = 0; requests < 205; requests += 1) noteRequest();
    expect(takeAll()).toBe(20);
    for (let requests = 0; requests < 10_000; requests += 1) noteRequest();
    expect(takeAll()).toBe(50);
  });

  it('is never more than a tenth of the requests and ten a minute besides what was there at first', () => {
    const step = fc.oneof(fc.constant('request'), fc.constant('retry'), fc.nat({ max: 5_000 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 500 }), (steps) => {
        const { noteRequest, take, pass } = budget();
        let [requests, retries, ms] = [0, 0, 0];
        for (const one of steps) {
          if (typeof one === 'number') {
            ms += one;
            pass(one);
          } else if (one === 'request') {
            requests += 1;
            noteRequest();
          } else if (take()) retries += 1;
        }
        expect(retries).toBeLessThanOrEqual(10 + requests / 10 + ms / 6_000 + 1e-6);
      }),
    );
  });
});
