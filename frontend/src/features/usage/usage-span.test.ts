import { describe, expect, it } from '@jest/globals';
import { formatSlot, formatWholeSlot, slotOf, slotsOf, spanOf, type UsageRange } from './usage-span.ts';

const now = Date.parse('2026-03-15T10:20:30.456Z');
const span = (range: UsageRange, from = '', to = '') => spanOf({ range, from, to }, now);

describe('the time that usage is asked for', () => {
  it('begins with a whole hour or day of UTC, and today counts', () => {
    expect(span('24h')).toEqual({ from: '2026-03-14T11:00:00.000Z', unit: 'hour' });
    expect(span('7d')).toEqual({ from: '2026-03-09', unit: 'day' });
    expect(span('30d')).toEqual({ from: '2026-02-14', unit: 'day' });
    expect(span('90d')).toEqual({ from: '2025-12-16', unit: 'day' });
  });

  it('knows the months, over the turn of a year too', () => {
    expect(span('month')).toEqual({ from: '2026-03-01', unit: 'day' });
    expect(span('last-month')).toEqual({ from: '2026-02-01', to: '2026-03-01', unit: 'day' });
    expect(span('12m')).toEqual({ from: '2025-04-01', unit: 'month' });
  });

  it('takes days of one’s own, by months where days would be too many, and leaves open what is empty', () => {
    expect(span('days', '2026-03-01', '2026-03-08')).toEqual({ from: '2026-03-01', to: '2026-03-08', unit: 'day' });
    expect(span('days', '2025-06-01')).toEqual({ from: '2025-06-01', unit: 'month' });
    expect(span('days', '', '2026-02-01')).toEqual({ from: '2026-01-02', to: '2026-02-01', unit: 'day' });
  });
});

describe('the slots of a time', () => {
  it('are all there, those without a call too', () => {
    expect(slotsOf('hour', '2026-03-14T23:00:00.000Z', '2026-03-15T01:00:00.000Z')).toEqual([
      '2026-03-14T23:00:00.000Z',
      '2026-03-15T00:00:00.000Z',
    ]);
    expect(slotsOf('day', '2026-02-27T00:00:00.000Z', '2026-03-01T05:00:00.000Z')).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
    expect(slotsOf('month', '2025-12-16T00:00:00.000Z', '2026-02-01T00:00:00.000Z')).toEqual(['2025-12', '2026-01']);
  });

  it('take up the days and hours of an answer', () => {
    expect(slotOf('month', '2026-03-15')).toBe('2026-03');
    expect(slotOf('day', '2026-03-15')).toBe('2026-03-15');
    expect(slotOf('hour', '2026-03-15T09:00:00.000Z')).toBe('2026-03-15T09:00:00.000Z');
  });

  it('are named in UTC, wherever the reader is', () => {
    expect(formatSlot('hour', '2026-03-15T00:00:00.000Z')).toBe('00:00');
    expect(formatSlot('day', '2026-03-01')).toBe('Mar 1');
    expect(formatSlot('month', '2026-03')).toBe('Mar 2026');
    expect(formatWholeSlot('day', '2026-03-01')).toBe('Sunday, March 1, 2026');
    expect(formatWholeSlot('hour', '2026-03-15T07:00:00.000Z')).toBe('Mar 15, 07:00');
  });
});
