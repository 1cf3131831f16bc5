import { describe, expect, it } from '@jest/globals';
import { foldText } from './fold-text.ts';

describe('a text in the log', () => {
  it('stands whole where it is short', () => {
    expect(foldText('Hello')).toBeUndefined();
    expect(foldText('x'.repeat(1_500))).toBeUndefined();
  });

  it('is folded where it is long, or has many lines', () => {
    expect(foldText('x'.repeat(1_501))).toHaveLength(1_500);
    expect(foldText('a\n'.repeat(30))?.split('\n')).toHaveLength(24);
  });

  it('is never cut within a character', () => {
    expect(foldText(`${'x'.repeat(1_499)}😀 and so on`)).toBe('x'.repeat(1_499));
  });
});
