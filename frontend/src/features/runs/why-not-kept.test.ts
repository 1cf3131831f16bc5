import { describe, expect, it } from '@jest/globals';
import { whyNotKept } from './why-not-kept.ts';

const wish = { keepDays: 7 as const, keptSince: '2026-11-10T00:00:00.000Z', isForgetting: false };
const call = { createdAt: '2026-11-20T00:00:00.000Z', endedAt: '2026-11-20T00:00:05.000Z' };
const now = Date.parse('2026-11-26T00:00:00.000Z');

describe('the content of a call', () => {
  it('may be there where it was wished for when the call was sent, and its time is not over', () => {
    expect(whyNotKept(call, wish, now)).toBeUndefined();
  });

  it('is not there, and it is known why', () => {
    expect(whyNotKept(call, { ...wish, keepDays: null, keptSince: null }, now)).toBe('off');
    expect(whyNotKept({ ...call, createdAt: '2026-11-09T23:59:59.999Z' }, wish, now)).toBe('before');
    expect(whyNotKept({ ...call, endedAt: null }, wish, now)).toBe('running');
    expect(whyNotKept(call, wish, Date.parse('2026-11-27T00:00:06.000Z'))).toBe('over');
  });
});
