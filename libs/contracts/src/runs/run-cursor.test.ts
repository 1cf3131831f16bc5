import { describe, expect, it } from '@jest/globals';
import { formatRunCursor, parseRunCursor } from './run-cursor.ts';

describe('a cursor', () => {
  it('names a frame and the event in it', () => {
    expect(parseRunCursor('7.2')).toEqual({ sequence: 7, index: 2 });
    expect(formatRunCursor({ sequence: 7, index: 2 })).toBe('7.2');
  });

  it.each(['', '7', '7.', '.2', '-1.0', '1.-1', '7.2.1', '99999999999999999.0', "1.0'; drop table"])(
    'that names no place is not taken for one: %s',
    (text) => {
      expect(parseRunCursor(text)).toBeUndefined();
    },
  );
});
