import { describe, expect, it } from '@jest/globals';
import { parseCursor } from './stream-run-events.ts';

describe('a Last-Event-ID', () => {
  it('names a frame and the event in it', () => {
    expect(parseCursor('7.2')).toEqual({ sequence: 7, index: 2 });
  });

  it.each([undefined, '', '7', '7.', '.2', '-1.0', '1.-1', '7.2.1', '99999999999999999.0', "1.0'; drop table"])(
    'that cannot be read (%s) starts from the beginning: repeating is safe, skipping is not',
    (header) => {
      expect(parseCursor(header)).toEqual({ sequence: 0, index: -1 });
    },
  );
});
