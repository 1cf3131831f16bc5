import { describe, expect, it } from '@jest/globals';
import { createStreamMemory } from './stream-memory.ts';

describe('what is remembered of streams', () => {
  it('is every frame, in the order of their coming', () => {
    const copy = createStreamMemory().open();
    for (const frame of ['[1]', '[2]', '[3]']) copy.add(frame);
    expect(copy.frames()).toEqual(['[1]', '[2]', '[3]']);
  });

  it('is all of a stream or nothing: one that does not fit any more makes room for others', () => {
    const memory = createStreamMemory(10);
    const [long, short] = [memory.open(), memory.open()];
    long.add('[1234]');
    long.add('[1234]');
    long.add('[5]');
    expect(long.frames()).toBeUndefined();
    short.add('[123456]');
    expect(short.frames()).toEqual(['[123456]']);
  });

  it('ends with its stream', () => {
    const memory = createStreamMemory(10);
    for (let stream = 0; stream < 100; stream += 1) {
      const copy = memory.open();
      copy.add('[1234567]');
      expect(copy.frames()).toHaveLength(1);
      copy.forget();
      copy.forget();
    }
  });
});
