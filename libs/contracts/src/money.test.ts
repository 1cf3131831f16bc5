import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { creditsToMicros, microsToCredits, microsToDecimal, usdPerMillionToMicros } from './money.ts';

describe('credits', () => {
  it('survive the way to JSON and back, to the last micro-credit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (micros) => {
        expect(creditsToMicros(microsToCredits(micros))).toBe(micros);
      }),
    );
  });

  it('are written with six decimals, of whatever size and sign', () => {
    expect([0n, -1n, 1_000_000n, -12_345_678_901n, 10n ** 30n].map(microsToDecimal)).toEqual([
      '0.000000',
      '-0.000001',
      '1.000000',
      '-12345.678901',
      `${10n ** 24n}.000000`,
    ]);
  });

  it('are refused with more than six decimals', () => {
    expect(() => creditsToMicros(0.0000001)).toThrow(RangeError);
  });

  it('are refused above what a number can hold exactly', () => {
    expect(() => microsToCredits(2n ** 60n)).toThrow(RangeError);
  });

  it('cost ten to the dollar', () => {
    expect(usdPerMillionToMicros(3)).toBe(30_000_000);
    expect(usdPerMillionToMicros(0.075)).toBe(750_000);
  });
});
