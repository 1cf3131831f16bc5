import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type CallLaneOptions, type LanePlace, createCallLane } from './call-lane.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const nobody = new AbortController().signal;

function lane(options: Partial<CallLaneOptions> = {}) {
  const created = createCallLane({ ceiling: 100, waitMs: 5_000, ...options });
  const fill = (count: number) => Promise.all(Array.from({ length: count }, () => created.enter(nobody)));
  return { ...created, fill };
}

describe('the lane to a provider', () => {
  it('holds nobody up while the provider limits nothing', async () => {
    const { fill, state } = lane();
    await fill(100);
    expect(state()).toEqual({ inFlight: 100, waiting: 0, limit: 100 });
  });

  it('is halved by a limit, once for all calls that were on their way, and not below one', async () => {
    const { fill, state, enter } = lane();
    const places = await fill(20);
    for (const place of places) place.leave('limited');
    expect(state().limit).toBe(10);
    for (const limit of [5, 2, 1, 1]) {
      const next = await fill(state().limit);
      for (const place of next) place.leave('limited');
      expect(state().limit).toBe(limit);
    }
    expect(await enter(nobody)).toBeDefined();
  });

  it('counts from the calls in flight, not from a number that was never reached', async () => {
    const { fill, state } = lane();
    const [first] = await fill(4);
    first?.leave('limited');
    expect(state().limit).toBe(2);
  });

  it('is widened by one for a whole round of answers, up to its ceiling', async () => {
    const { fill, state, enter } = lane({ ceiling: 5 });
    const [first, ...rest] = await fill(4);
    first?.leave('limited');
    for (const place of rest) place.leave('other');
    expect(state().limit).toBe(2);
    for (let answers = 0; answers < 3; answers += 1) (await enter(nobody)).leave('answered');
    expect(state().limit).toBe(3);
    for (let answers = 0; answers < 100; answers += 1) (await enter(nobody)).leave('answered');
    expect(state().limit).toBe(5);
  });

  it('lets the waiting in by turns', async () => {
    const { enter } = lane({ ceiling: 1 });
    const order: number[] = [];
    const first = await enter(nobody);
    const others = [1, 2, 3].map((number) =>
      enter(nobody).then((place: LanePlace) => {
        order.push(number);
        place.leave('answered');
      }),
    );
    first.leave('answered');
    await Promise.all(others);
    expect(order).toEqual([1, 2, 3]);
  });

  it('sends a call away that waited too long, as a limit of the provider’s that is not worth waiting for', async () => {
    const { enter, state } = lane({ ceiling: 1 });
    await enter(nobody);
    const waiting = enter(nobody);
    jest.advanceTimersByTime(5_000);
    await expect(waiting).rejects.toMatchObject({
      code: 'provider_rate_limited',
      limitSource: 'provider',
      retryAfterSeconds: 5,
    });
    expect(state()).toEqual({ inFlight: 1, waiting: 0, limit: 1 });
  });

  it('lets a cancelled call go at once, and its turn to the next one', async () => {
    const { enter } = lane({ ceiling: 1 });
    const first = await enter(nobody);
    const cancel = new AbortController();
    const cancelled = enter(cancel.signal);
    const next = enter(nobody);
    cancel.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'run_cancelled' });
    first.leave('answered');
    expect(await next).toBeDefined();
    await expect(enter(cancel.signal)).rejects.toMatchObject({ code: 'run_cancelled' });
  });
});
