import { describe, expect, it } from '@jest/globals';
import {
  formatAlignedCredits,
  formatAxis,
  formatCompact,
  formatCredits,
  formatDay,
  formatDuration,
  formatMicros,
  formatMonth,
  formatShare,
  formatSignedCredits,
  formatSpan,
} from './format.ts';

describe('money as people read it', () => {
  it('shows every decimal there is, and at least two', () => {
    expect(formatCredits(10)).toBe('10.00');
    expect(formatCredits(9.998765)).toBe('9.998765');
    expect(formatCredits(0.000001)).toBe('0.000001');
    expect(formatCredits(1234567.5)).toBe('1,234,567.50');
  });

  it('turns micro-credits into credits exactly', () => {
    expect(formatMicros('1')).toBe('0.000001');
    expect(formatMicros('25320')).toBe('0.02532');
    expect(formatMicros('0')).toBe('0.00');
    expect(formatMicros('-1500000')).toBe('−1.50');
  });

  it('lines up the decimals of a column', () => {
    expect(formatAlignedCredits(0.08704)).toBe('0.087040');
    expect(formatSignedCredits(10)).toBe('+10.000000');
    expect(formatSignedCredits(-0.0012)).toBe('−0.001200');
    expect(formatSignedCredits(0)).toBe('0.000000');
  });
});

describe('other figures', () => {
  it('shortens context sizes and durations', () => {
    expect(formatCompact(200_000)).toBe('200K');
    expect(formatCompact(1_000_000)).toBe('1M');
    expect(formatDuration(87.4)).toBe('87 ms');
    expect(formatDuration(1540)).toBe('1.5 s');
  });
});

describe('how long something lasts', () => {
  it('is said in its largest unit', () => {
    const spans = [0, 59_999, 60_000, 7_199_999, 86_400_000 * 3].map(formatSpan);
    expect(spans).toEqual(['less than a minute', 'less than a minute', '1 minute', '1 hour', '3 days']);
  });
});

describe('a share', () => {
  it('is whole only where nothing is missing', () => {
    expect([1, 0.99999, 0.5, 0].map(formatShare)).toEqual(['100%', '99.9%', '50%', '0%']);
  });
});

describe('what stands in little room', () => {
  it('keeps three digits of an amount, however small or large it is', () => {
    expect([0, 0.00025, 1.5, 12_345, 2_000_000].map(formatAxis)).toEqual(['0', '0.00025', '1.5', '12.3K', '2M']);
  });

  it('names a day and a month of UTC, wherever the reader is', () => {
    expect(formatDay('2026-11-01')).toBe('Nov 1, 2026');
    expect(formatMonth('2026-11')).toBe('November 2026');
  });
});
