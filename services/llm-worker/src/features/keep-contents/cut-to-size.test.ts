import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutToSize } from './cut-to-size.ts';

const parsed = (cut: { json: string } | undefined): unknown => JSON.parse(cut?.json ?? 'undefined');

describe('cutting to size', () => {
  it('leaves alone what fits', () => {
    expect(cutToSize({ text: 'short', nul: '\u0000' }, 100)).toEqual({
      json: '{"text":"short","nul":"\\u0000"}',
      isCut: false,
    });
  });

  it('cuts the longest texts only, and says where and of how much', () => {
    const cut = cutToSize({ question: 'why?', image: 'A'.repeat(50_000) }, 40_000);
    expect(cut?.isCut).toBe(true);
    expect(parsed(cut)).toEqual({
      question: 'why?',
      image: `${'A'.repeat(32_768)}… [cut by the hub: 50000 characters in all]`,
    });
  });

  it('cuts shorter where many texts are long', () => {
    const messages = Array.from({ length: 100 }, (_, index) => ({
      role: 'user',
      text: `${index} ${'b'.repeat(3_000)}`,
    }));
    const cut = cutToSize(messages, 80_000);
    expect(parsed(cut)).toHaveLength(100);
    expect(Buffer.byteLength(cut?.json ?? '')).toBeLessThanOrEqual(80_000);
  });

  it('gives up what has too many members, and never answers more bytes than it may', () => {
    expect(
      cutToSize(
        Array.from({ length: 1_000 }, () => 'x'),
        1_000,
      ),
    ).toBeUndefined();
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 2, max: 200 }), (value, maxBytes) => {
        const cut = cutToSize(value, maxBytes);
        if (cut) expect(Buffer.byteLength(cut.json)).toBeLessThanOrEqual(maxBytes);
      }),
    );
  });
});
